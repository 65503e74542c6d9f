package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedshiftDataTest {
  /** Runs for minutes unless it is interrupted. */
  private static final String LONG =
      "select count(*) from nyc_yellow_taxi a, nyc_yellow_taxi b, nyc_yellow_taxi c, nyc_yellow_taxi d"
          + " where a.trip_distance + b.trip_distance + c.trip_distance = d.trip_distance + 0.01";

  @TempDir Path folder;
  private LocalRedshift redshift;

  @BeforeEach
  void start() {
    redshift =
        new LocalRedshift(
            folder,
            TaxiData.generated(2500),
            s -> s.withPageRows(1000).withActiveLimit(5).withThreads(2));
  }

  @AfterEach
  void stop() {
    redshift.close();
  }

  private AwsError refused(String operation, ObjectNode input) {
    return assertThrows(AwsError.class, () -> redshift.call(operation, input));
  }

  private ObjectNode id(String id) {
    return redshift.json.createObjectNode().put("Id", id);
  }

  private void awaitStatus(String id, String status) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!redshift.call("DescribeStatement", id).get("Status").asText().equals(status)) {
      assertTrue(System.nanoTime() < end, "never " + status);
      Thread.sleep(5);
    }
  }

  @Test
  void aStatementThatEndedIsDescribedInFull() throws Exception {
    JsonNode ended =
        redshift.run(
            redshift.request("select :a as a", Map.of("a", "x")).put("StatementName", "mine"));
    JsonNode described = redshift.call("DescribeStatement", ended.get("Id").asText());
    assertEquals("FINISHED", described.get("Status").asText());
    assertEquals(1, described.get("ResultRows").asInt());
    assertEquals(1, described.get("ResultSize").asInt());
    assertTrue(described.get("HasResultSet").asBoolean());
    assertTrue(described.get("Duration").asLong() > 0);
    assertEquals("select :a as a", described.get("QueryString").asText());
    assertEquals("[{\"name\":\"a\",\"value\":\"x\"}]", described.get("QueryParameters").toString());
    assertEquals("dev", described.get("Database").asText());
    assertEquals("awsuser", described.get("DbUser").asText());
    assertEquals("querycast", described.get("ClusterIdentifier").asText());
    assertEquals(LocalRedshift.NOON.getEpochSecond(), described.get("CreatedAt").asLong());
    assertTrue(described.has("RedshiftQueryId") && described.has("RedshiftPid"));
    assertFalse(described.has("Error"));
  }

  @Test
  void cellsKeepTheirTypesAndNullIsNotEmpty() throws Exception {
    JsonNode result =
        redshift.result(
            redshift.request(
                "select 9007199254740993::bigint as big, cast(1.5 as decimal(9, 2)) as price,"
                    + " null as nothing, '' as empty, true as yes, 0.1::float8 as tenth,"
                    + " 'NaN'::float8 as nan, date '2015-03-01' as day,"
                    + " timestamp '2015-03-01 00:00:07.120' as moment"));
    assertEquals(
        "[[{\"longValue\":9007199254740993},{\"stringValue\":\"1.50\"},{\"isNull\":true},"
            + "{\"stringValue\":\"\"},{\"booleanValue\":true},{\"doubleValue\":0.1},"
            + "{\"stringValue\":\"NaN\"},{\"stringValue\":\"2015-03-01\"},"
            + "{\"stringValue\":\"2015-03-01 00:00:07.12\"}]]",
        result.get("Records").toString());
    assertEquals(
        List.of(
            "big int8",
            "price numeric",
            "nothing varchar",
            "empty varchar",
            "yes bool",
            "tenth float8",
            "nan float8",
            "day date",
            "moment timestamp"),
        LocalRedshift.columns(result));
    assertEquals(9, result.get("ColumnMetadata").get(1).get("precision").asInt());
    assertEquals(2, result.get("ColumnMetadata").get(1).get("scale").asInt());
  }

  @Test
  void aValueIsNeverPartOfTheStatement() throws Exception {
    String evil = "x' or '1'='1";
    assertEquals(
        List.of(List.of(evil)),
        redshift.rows(redshift.request("select :v as v", Map.of("v", evil))));
    assertEquals(
        List.of(List.of(0L)),
        redshift.rows(
            redshift.request(
                "select count(*) from nyc_yellow_taxi where store_and_fwd_flag = :v",
                Map.of("v", evil))));
  }

  @Test
  void pagesFollowOneAnotherAndHoldEachRowOnce() throws Exception {
    JsonNode ended =
        redshift.run(redshift.request("select pickup_datetime from nyc_yellow_taxi order by 1"));
    List<Object> rows = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    ObjectNode ask = id(ended.get("Id").asText());
    while (true) {
      JsonNode page = redshift.call("GetStatementResult", ask);
      assertEquals(2500, page.get("TotalNumRows").asInt());
      sizes.add(page.get("Records").size());
      LocalRedshift.rows(page).forEach(row -> rows.add(row.get(0)));
      if (!page.has("NextToken")) {
        break;
      }
      ask.put("NextToken", page.get("NextToken").asText());
    }
    assertEquals(List.of(1000, 1000, 500), sizes);
    assertEquals(rows.stream().sorted().toList(), rows);
  }

  @Test
  void anAnalystMakesAsManyRowsAsAskedForOfAText() throws Exception {
    String sql =
        "with recursive numbers(i) as"
            + " (select 0 union all select i + 1 from numbers where i < cast(:n as integer) - 1)"
            + " select i, :tag || '-' || i as label from numbers order by i";
    JsonNode ended = redshift.run(redshift.request(sql, Map.of("n", "1500", "tag", "o'hara: 7")));
    assertEquals(1500, ended.get("ResultRows").asInt());
    List<List<Object>> rows =
        LocalRedshift.rows(redshift.call("GetStatementResult", ended.get("Id").asText()));
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(List.of((long) i, "o'hara: 7-" + i), rows.get(i));
    }
  }

  @Test
  void anEmptyResultIsOnePageWithoutRows() throws Exception {
    JsonNode result = redshift.result(redshift.request("select 1 as one where 1 = 2"));
    assertEquals(0, result.get("Records").size());
    assertEquals(0, result.get("TotalNumRows").asInt());
    assertEquals(List.of("one int4"), LocalRedshift.columns(result));
    assertFalse(result.has("NextToken"));
  }

  @Test
  void aNextTokenOfAnotherStatementIsRefused() throws Exception {
    JsonNode one = redshift.run(redshift.request("select pickup_datetime from nyc_yellow_taxi"));
    JsonNode two = redshift.run(redshift.request("select pickup_datetime from nyc_yellow_taxi"));
    String next =
        redshift.call("GetStatementResult", one.get("Id").asText()).get("NextToken").asText();
    for (String token : List.of(next, "nonsense", "")) {
      ObjectNode ask = id(two.get("Id").asText()).put("NextToken", token);
      assertEquals("ValidationException", refused("GetStatementResult", ask).code());
    }
  }

  @Test
  void fiftyCallsWithOneTokenRunOneStatementForEightHours() throws Exception {
    ObjectNode request =
        redshift.request("select 1").put("ClientToken", "once").put("WithEvent", true);
    ExecutorService callers = Executors.newFixedThreadPool(50);
    Callable<String> call =
        () -> redshift.call("ExecuteStatement", request.deepCopy()).get("Id").asText();
    Set<String> ids = new TreeSet<>();
    for (Future<String> id : callers.invokeAll(java.util.Collections.nCopies(50, call))) {
      ids.add(id.get());
    }
    callers.shutdown();
    assertEquals(1, ids.size());
    redshift.nextEvent();
    redshift.close();
    assertTrue(redshift.events.isEmpty());
    start();
    assertEquals(ids, Set.of(call.call()));
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofHours(8)).minusMillis(1);
    assertEquals(ids, Set.of(call.call()));
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofHours(8));
    String second = call.call();
    assertFalse(ids.contains(second));
    assertEquals(second, call.call());
    redshift.nextEvent();
    redshift.close();
    start();
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofHours(15));
    assertEquals(second, call.call());
    assertTrue(redshift.events.isEmpty());
  }

  @Test
  void aRunningStatementIsInterruptedByCancel() throws Exception {
    JsonNode accepted =
        redshift.call("ExecuteStatement", redshift.request(LONG).put("WithEvent", true));
    String id = accepted.get("Id").asText();
    awaitStatus(id, "STARTED");
    assertTrue(redshift.call("CancelStatement", id).get("Status").asBoolean());
    JsonNode ended = redshift.call("DescribeStatement", id(id).put("WaitTimeSeconds", 30));
    assertEquals("ABORTED", ended.get("Status").asText());
    assertEquals("ABORTED", redshift.nextEvent().get("detail").get("state").asText());
    assertEquals("ValidationException", refused("CancelStatement", id(id)).code());
    assertEquals("ResourceNotFoundException", refused("GetStatementResult", id(id)).code());
    assertEquals(List.of(List.of(1L)), redshift.rows("select 1"));
  }

  private String slow(String duration) throws Exception {
    redshift.faults.set(
        redshift.json.readTree("{\"redshift-data\":{\"slow\":\"%s\"}}".formatted(duration)));
    return redshift.call("ExecuteStatement", redshift.request("select 1")).get("Id").asText();
  }

  @Test
  void aSlowStatementRunsThatMuchLonger() throws Exception {
    String id = slow("PT0.3S");
    JsonNode ended = redshift.call("DescribeStatement", id(id).put("WaitTimeSeconds", 30));
    assertEquals("FINISHED", ended.get("Status").asText());
    assertTrue(ended.get("Duration").asLong() >= Duration.ofMillis(300).toNanos());
    assertEquals(List.of(List.of(1L)), LocalRedshift.rows(redshift.call("GetStatementResult", id)));
  }

  @Test
  void aSlowStatementIsCancelledAtOnceAndRunsAgainAfterAStop() throws Exception {
    String first = slow("PT1H");
    awaitStatus(first, "STARTED");
    redshift.call("CancelStatement", first);
    awaitStatus(first, "ABORTED");
    String second = slow("PT1H");
    awaitStatus(second, "STARTED");
    redshift.close();
    start();
    awaitStatus(second, "FINISHED");
  }

  @Test
  void aWaitingStatementIsAbortedWithoutRunning() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(redshift.call("ExecuteStatement", redshift.request(LONG)).get("Id").asText());
    }
    redshift.call("CancelStatement", ids.get(2));
    assertEquals("ABORTED", redshift.call("DescribeStatement", ids.get(2)).get("Status").asText());
    redshift.call("CancelStatement", ids.get(0));
    redshift.call("CancelStatement", ids.get(1));
  }

  @Test
  void moreActiveStatementsThanAllowedAreRefused() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(redshift.call("ExecuteStatement", redshift.request(LONG)).get("Id").asText());
    }
    assertEquals(
        "ActiveStatementsExceededException",
        refused("ExecuteStatement", redshift.request("select 1")).code());
    for (String id : ids) {
      redshift.call("CancelStatement", id);
    }
    awaitStatus(ids.get(0), "ABORTED");
    assertEquals(List.of(List.of(1L)), redshift.rows("select 1"));
  }

  @Test
  void callsBeyondTheRateAreThrottledWhateverTheyAsk() throws Exception {
    redshift.close();
    redshift = new LocalRedshift(folder, TaxiData.generated(2500), s -> s.withCallsPerSecond(3));
    ObjectNode list = redshift.json.createObjectNode();
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    redshift.call("ListStatements", list);
    for (String operation :
        List.of("DescribeStatement", "GetStatementResult", "CancelStatement", "ListStatements")) {
      AwsError error = refused(operation, id(id));
      assertEquals("ThrottlingException", error.code());
      assertEquals(400, error.status());
    }
    assertEquals(
        "ThrottlingException", refused("ExecuteStatement", redshift.request("select 1")).code());
    redshift.clock.now = LocalRedshift.NOON.plusMillis(334);
    redshift.call("DescribeStatement", id);
    assertEquals("ThrottlingException", refused("DescribeStatement", id(id)).code());
    redshift.clock.now = LocalRedshift.NOON.plusSeconds(3600);
    for (int i = 0; i < 3; i++) {
      redshift.call("DescribeStatement", id);
    }
    assertEquals("ThrottlingException", refused("DescribeStatement", id(id)).code());
  }

  @Test
  void statementsAndResultsOutliveARestart() throws Exception {
    String sql = "select pickup_datetime, trip_distance from nyc_yellow_taxi order by 1, 2";
    ObjectNode ask = id(redshift.run(redshift.request(sql)).get("Id").asText());
    JsonNode first = redshift.call("GetStatementResult", ask);
    ask.set("NextToken", first.get("NextToken"));
    JsonNode second = redshift.call("GetStatementResult", ask);
    redshift.close();
    start();
    assertEquals(second, redshift.call("GetStatementResult", ask));
    ask.remove("NextToken");
    assertEquals(first, redshift.call("GetStatementResult", ask));
  }

  @Test
  void aStatementThatTheStopCutOffRunsAgainAfterTheStart() throws Exception {
    String id =
        redshift
            .call("ExecuteStatement", redshift.request(LONG).put("WithEvent", true))
            .get("Id")
            .asText();
    awaitStatus(id, "STARTED");
    redshift.close();
    assertTrue(redshift.events.isEmpty());
    start();
    awaitStatus(id, "STARTED");
    redshift.call("CancelStatement", id);
    assertEquals(id, redshift.nextEvent().get("detail").get("statementId").asText());
  }

  @Test
  void aResultIsGoneAfterADay() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofHours(24)).minusMillis(1);
    redshift.call("GetStatementResult", id);
    assertTrue(folder.resolve("results/" + id + ".result").toFile().exists());
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofHours(24));
    assertEquals("ResourceNotFoundException", refused("GetStatementResult", id(id)).code());
    assertEquals("ResourceNotFoundException", refused("DescribeStatement", id(id)).code());
    redshift.run(redshift.request("select 2"));
    assertFalse(folder.resolve("results/" + id + ".result").toFile().exists());
  }

  @Test
  void aResultIsGoneWhenTheFaultStrikes() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"expire\":1.0}}"));
    assertEquals("ResourceNotFoundException", refused("GetStatementResult", id(id)).code());
    redshift.faults.clear();
    redshift.call("GetStatementResult", id);
  }

  @Test
  void theEventHasItsDocumentedForm() throws Exception {
    JsonNode ended =
        redshift.run(
            redshift
                .request("select 1 union all select 2")
                .put("StatementName", "job-7")
                .put("WithEvent", true));
    ObjectNode event = redshift.nextEvent();
    assertTrue(event.remove("id").asText().matches("[0-9a-f-]{36}"));
    assertEquals(
        redshift.json.readTree(
            """
            {"version": "0", "detail-type": "Redshift Data Statement Status Change",
             "source": "aws.redshift-data", "account": "123456789012",
             "time": "2026-11-23T12:00:00Z", "region": "us-east-1",
             "resources": ["arn:aws:redshift:us-east-1:123456789012:cluster:querycast"],
             "detail": {
               "principal": "arn:aws:sts::123456789012:assumed-role/querycast-task/local",
               "statementName": "job-7", "statementId": "%s", "redshiftQueryId": -1,
               "state": "FINISHED", "rows": 2, "expireAt": %d}}
            """
                .formatted(
                    ended.get("Id").asText(),
                    LocalRedshift.NOON.plus(Duration.ofHours(24)).getEpochSecond())),
        redshift.json.readTree(event.toString()));
  }

  @Test
  void aRunningStatementIsClaimedToHaveFinishedInTheFormOfTheEvent() throws Exception {
    ObjectNode request =
        redshift.request(LONG).put("StatementName", "job-8").put("WithEvent", true);
    String id = redshift.call("ExecuteStatement", request).get("Id").asText();
    ObjectNode claim = redshift.claims.poll(30, TimeUnit.SECONDS);
    assertEquals("STARTED", redshift.call("DescribeStatement", id).get("Status").asText());
    redshift.call("CancelStatement", id);
    ObjectNode event = redshift.nextEvent();
    assertEquals(names(event), names(claim));
    assertEquals(names(event.get("detail")), names(claim.get("detail")));
    assertEquals("FINISHED", claim.at("/detail/state").asText());
    assertEquals("job-8", claim.at("/detail/statementName").asText());
    assertEquals(id, claim.at("/detail/statementId").asText());
    assertNotEquals(event.get("id"), claim.get("id"));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  @Test
  void withoutWithEventThereIsNone() throws Exception {
    redshift.run(redshift.request("select 1"));
    redshift.close();
    assertTrue(redshift.events.isEmpty());
    assertTrue(redshift.claims.isEmpty());
  }

  @Test
  void badRequestsAreRefusedAndNotRun() throws Exception {
    Map<String, ObjectNode> bad =
        Map.ofEntries(
            Map.entry("endpoint", redshift.request("select 1").put("ClusterIdentifier", "other")),
            Map.entry("Database prod", redshift.request("select 1").put("Database", "prod")),
            Map.entry("one of Cluster", redshift.request("select 1").put("WorkgroupName", "w")),
            Map.entry("missing parameters: [a]", redshift.request("select :a")),
            Map.entry("Unused parameters: [b]", redshift.request("select 1", Map.of("b", "1"))),
            Map.entry("a has no value", redshift.request("select :a", Map.of("a", ""))),
            Map.entry("100 KB", redshift.request("select '" + "x".repeat(102_400) + "'")),
            Map.entry("this text has 2", redshift.request("select 1; select 2")),
            Map.entry("blank", redshift.request(" -- nothing\n")),
            Map.entry(
                "ClientToken", redshift.request("select 1").put("ClientToken", "x".repeat(65))),
            Map.entry("WaitTimeSeconds", redshift.request("select 1").put("WaitTimeSeconds", 31)));
    for (Map.Entry<String, ObjectNode> one : bad.entrySet()) {
      AwsError error = refused("ExecuteStatement", one.getValue());
      assertEquals("ValidationException", error.code(), one.getKey());
      assertTrue(error.getMessage().contains(one.getKey()), error.getMessage());
    }
    ObjectNode nothing = redshift.request("select :a");
    nothing.putArray("Parameters").addObject().put("name", "a").putNull("value");
    assertEquals("ValidationException", refused("ExecuteStatement", nothing).code());
    assertEquals(
        0,
        redshift
            .call("ListStatements", redshift.json.createObjectNode().put("Status", "ALL"))
            .get("Statements")
            .size());
  }

  @Test
  void idsThatAreNoneAndIdsThatAreUnknownDiffer() {
    assertEquals("ValidationException", refused("DescribeStatement", id("../x")).code());
    assertEquals(
        "ResourceNotFoundException",
        refused("DescribeStatement", id("00000000-0000-0000-0000-000000000000")).code());
  }

  @Test
  void statementsAreListedByNameAndStatus() throws Exception {
    redshift.run(redshift.request("select 1").put("StatementName", "ada-1"));
    redshift.clock.now = LocalRedshift.NOON.plusMillis(1);
    redshift.run(redshift.request("select nope").put("StatementName", "ada-2"));
    redshift.clock.now = LocalRedshift.NOON.plusMillis(2);
    redshift.run(redshift.request("select 1").put("StatementName", "bob-1"));
    ObjectNode ask =
        redshift.json.createObjectNode().put("StatementName", "ada").put("Status", "FAILED");
    JsonNode found = redshift.call("ListStatements", ask).get("Statements");
    assertEquals(1, found.size());
    assertEquals("ada-2", found.get(0).get("StatementName").asText());
    assertEquals(List.of("ada-2", "ada-1"), names(listed("ada", "ALL", 100)));
    assertEquals(List.of("bob-1", "ada-1"), names(listed("", "FINISHED", 100)));
    assertEquals(List.of(), names(listed("Ada", "ALL", 100)));
    JsonNode byDefault = redshift.call("ListStatements", redshift.json.createObjectNode());
    assertEquals(2, byDefault.get("Statements").size());
    for (ObjectNode wrong :
        List.of(
            redshift.json.createObjectNode().put("Status", "finished"),
            redshift.json.createObjectNode().put("MaxResults", 101),
            redshift.json.createObjectNode().put("NextToken", "nonsense"))) {
      assertEquals("ValidationException", refused("ListStatements", wrong).code());
    }
  }

  @Test
  void theListIsALedgerOfEveryStatementOnce() throws Exception {
    Map<String, String> started = new LinkedHashMap<>();
    for (int i = 0; i < 330; i++) {
      // Some share an instant, some don't.
      redshift.clock.now = LocalRedshift.NOON.plusMillis(i / 7);
      ObjectNode request =
          redshift
              .request(i % 10 == 0 ? "select nope" : "select " + i)
              .put("StatementName", "job-" + i);
      started.put(redshift.run(request).get("Id").asText(), "job-" + i);
    }
    List<JsonNode> all = listed("", "ALL", 100);
    assertEquals(330, all.size());
    Map<String, String> found = new LinkedHashMap<>();
    all.forEach(s -> found.put(s.get("Id").asText(), s.get("StatementName").asText()));
    assertEquals(started, found);
    List<Double> times = all.stream().map(s -> s.get("CreatedAt").asDouble()).toList();
    assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);
    assertEquals(33, listed("", "FAILED", 7).size());
    assertEquals(297, listed("", "FINISHED", 99).size());
    assertEquals(111, listed("job-1", "ALL", 50).size());
  }

  @Test
  void aPageOfTheListGoesOnWhereTheLastOneEndedWhateverCameMeanwhile() throws Exception {
    for (int i = 0; i < 4; i++) {
      redshift.clock.now = LocalRedshift.NOON.plusMillis(i);
      redshift.run(redshift.request("select 1").put("StatementName", "job-" + i));
    }
    ObjectNode ask = redshift.json.createObjectNode().put("MaxResults", 2);
    JsonNode first = redshift.call("ListStatements", ask);
    redshift.clock.now = LocalRedshift.NOON.plusMillis(9);
    redshift.run(redshift.request("select 1").put("StatementName", "job-9"));
    ask.set("NextToken", first.get("NextToken"));
    JsonNode second = redshift.call("ListStatements", ask);
    assertEquals(
        List.of("job-3", "job-2", "job-1", "job-0"),
        Stream.of(first, second)
            .flatMap(page -> page.get("Statements").valueStream())
            .map(s -> s.get("StatementName").asText())
            .toList());
    assertFalse(second.has("NextToken"));
  }

  private static List<String> names(List<JsonNode> statements) {
    return statements.stream().map(s -> s.get("StatementName").asText()).toList();
  }

  /** All pages of the list. */
  private List<JsonNode> listed(String name, String status, int most) throws AwsError {
    List<JsonNode> all = new ArrayList<>();
    ObjectNode ask = redshift.json.createObjectNode().put("Status", status).put("MaxResults", most);
    if (!name.isEmpty()) {
      ask.put("StatementName", name);
    }
    while (true) {
      JsonNode page = redshift.call("ListStatements", ask);
      page.get("Statements").forEach(all::add);
      if (!page.has("NextToken")) {
        return all;
      }
      assertEquals(most, page.get("Statements").size());
      ask.set("NextToken", page.get("NextToken"));
    }
  }
}
