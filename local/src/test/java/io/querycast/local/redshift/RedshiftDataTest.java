package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedshiftDataTest {
  @TempDir Path folder;
  private LocalRedshift redshift;

  @BeforeEach
  void start() {
    redshift = LocalRedshift.reading(folder, s -> s.withActiveLimit(5).withThreads(2));
  }

  @AfterEach
  void stop() {
    redshift.close();
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
  void aColumnTellsItsTableAndWhetherItMayBeNull() throws Exception {
    JsonNode columns =
        redshift
            .result(
                redshift.request(
                    "select t.pickup_datetime as p, t.vendor_id, 1, s.tablename"
                        + " from nyc_yellow_taxi t, pg_tables s limit 1"))
            .get("ColumnMetadata");
    List<String> told = new ArrayList<>();
    for (JsonNode column : columns) {
      told.add(
          "%s %s %s.%s %s"
              .formatted(
                  column.get("label").asText(),
                  column.get("name").asText(),
                  column.get("schemaName").asText(),
                  column.get("tableName").asText(),
                  column.get("nullable").asText()));
    }
    assertEquals(
        List.of(
            "p p public.nyc_yellow_taxi 0",
            "vendor_id vendor_id public.nyc_yellow_taxi 1",
            "?column? ?column? . 1",
            "tablename tablename pg_catalog.pg_tables 1"),
        told);
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
        redshift.call(
            "ExecuteStatement", redshift.request(LocalRedshift.LONG).put("WithEvent", true));
    String id = accepted.get("Id").asText();
    awaitStatus(id, "STARTED");
    assertTrue(redshift.call("CancelStatement", id).get("Status").asBoolean());
    JsonNode ended = redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
    assertEquals("ABORTED", ended.get("Status").asText());
    assertEquals("ABORTED", redshift.nextEvent().get("detail").get("state").asText());
    assertEquals(
        "ValidationException", redshift.refused("CancelStatement", redshift.id(id)).code());
    assertEquals(
        "ResourceNotFoundException",
        redshift.refused("GetStatementResult", redshift.id(id)).code());
    assertEquals(List.of(List.of(1L)), redshift.rows("select 1"));
  }

  /** The engine takes no notice of a cancel that comes before the statement. */
  @Test
  void aCancelAtAnyMomentIsNotLost() throws Exception {
    for (int i = 0; i < 20; i++) {
      String id =
          redshift
              .call("ExecuteStatement", redshift.request(LocalRedshift.LONG))
              .get("Id")
              .asText();
      long end = System.nanoTime() + i * 2_000_000L;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      redshift.call("CancelStatement", id);
      JsonNode ended =
          redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
      assertEquals("ABORTED", ended.get("Status").asText(), "after " + i * 2 + " ms");
    }
  }

  private String slow(String duration) throws Exception {
    redshift.faults.set(
        redshift.json.readTree("{\"redshift-data\":{\"slow\":\"%s\"}}".formatted(duration)));
    return redshift.call("ExecuteStatement", redshift.request("select 1")).get("Id").asText();
  }

  @Test
  void aSlowStatementTakesTheGivenTimeLonger() throws Exception {
    String id = slow("PT0.3S");
    JsonNode ended = redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
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
      ids.add(
          redshift
              .call("ExecuteStatement", redshift.request(LocalRedshift.LONG))
              .get("Id")
              .asText());
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
      ids.add(
          redshift
              .call("ExecuteStatement", redshift.request(LocalRedshift.LONG))
              .get("Id")
              .asText());
    }
    assertEquals(
        "ActiveStatementsExceededException",
        redshift.refused("ExecuteStatement", redshift.request("select 1")).code());
    for (String id : ids) {
      redshift.call("CancelStatement", id);
    }
    awaitStatus(ids.get(0), "ABORTED");
    assertEquals(List.of(List.of(1L)), redshift.rows("select 1"));
  }

  @Test
  void callsOfAnyKindBeyondTheRateAreThrottled() throws Exception {
    redshift.close();
    redshift = LocalRedshift.reading(folder, s -> s.withCallsPerSecond(3));
    ObjectNode list = redshift.json.createObjectNode();
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    redshift.call("ListStatements", list);
    for (String operation :
        List.of("DescribeStatement", "GetStatementResult", "CancelStatement", "ListStatements")) {
      AwsError error = redshift.refused(operation, redshift.id(id));
      assertEquals("ThrottlingException", error.code());
      assertEquals(400, error.status());
    }
    assertEquals(
        "ThrottlingException",
        redshift.refused("ExecuteStatement", redshift.request("select 1")).code());
    redshift.clock.now = LocalRedshift.NOON.plusMillis(334);
    redshift.call("DescribeStatement", id);
    assertEquals(
        "ThrottlingException", redshift.refused("DescribeStatement", redshift.id(id)).code());
    redshift.clock.now = LocalRedshift.NOON.plusSeconds(3600);
    for (int i = 0; i < 3; i++) {
      redshift.call("DescribeStatement", id);
    }
    assertEquals(
        "ThrottlingException", redshift.refused("DescribeStatement", redshift.id(id)).code());
  }

  @Test
  void aStatementThatAStopInterruptedRunsAgainAfterTheStart() throws Exception {
    String id =
        redshift
            .call("ExecuteStatement", redshift.request(LocalRedshift.LONG).put("WithEvent", true))
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

  /** Nobody knows whether it has had its effect. */
  @Test
  void aStatementThatMayHaveChangedSomethingDoesNotRunAgainAfterAStop() throws Exception {
    redshift.run(redshift.request("create table counted (n int)"));
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"slow\":\"PT1H\"}}"));
    String id =
        redshift
            .call("ExecuteStatement", redshift.request("insert into counted values (1)"))
            .get("Id")
            .asText();
    awaitStatus(id, "STARTED");
    redshift.close();
    start();
    JsonNode ended = redshift.call("DescribeStatement", id);
    assertEquals("FAILED", ended.get("Status").asText());
    assertEquals(
        "FATAL: terminating connection due to administrator command", ended.get("Error").asText());
    assertEquals(List.of(List.of(0L)), redshift.rows("select count(*) from counted"));
    redshift.must("drop table counted");
  }

  @Test
  void badRequestsAreRefusedAndNotRun() throws Exception {
    Map<String, ObjectNode> bad =
        Map.ofEntries(
            Map.entry("endpoint", redshift.request("select 1").put("ClusterIdentifier", "other")),
            Map.entry("Database is", redshift.request("select 1").putNull("Database")),
            Map.entry("one of Cluster", redshift.request("select 1").put("WorkgroupName", "work")),
            Map.entry(
                "missing parameters: [a]", redshift.request("select :a, :b", Map.of("b", "1"))),
            Map.entry("Unused parameters: [b]", redshift.request("select 1", Map.of("b", "1"))),
            Map.entry(
                "Unused parameters: [id]",
                redshift.request(
                    "unload ('select * from t where id = :id') to 's3://b/k' iam_role default",
                    Map.of("id", "1"))),
            Map.entry("value must have 1", redshift.request("select :a", Map.of("a", ""))),
            Map.entry("100 KB", redshift.request("select '" + "x".repeat(102_400) + "'")),
            Map.entry("this text has 2", redshift.request("select 1; select 2")),
            Map.entry("blank", redshift.request(" -- nothing\n")),
            Map.entry(
                "ClientToken", redshift.request("select 1").put("ClientToken", "x".repeat(65))),
            Map.entry("WaitTimeSeconds", redshift.request("select 1").put("WaitTimeSeconds", 31)));
    for (Map.Entry<String, ObjectNode> one : bad.entrySet()) {
      AwsError error = redshift.refused("ExecuteStatement", one.getValue());
      assertEquals("ValidationException", error.code(), one.getKey());
      assertTrue(error.getMessage().contains(one.getKey()), error.getMessage());
    }
    ObjectNode nothing = redshift.request("select :a");
    nothing.putArray("Parameters").addObject().put("name", "a").putNull("value");
    assertEquals("ValidationException", redshift.refused("ExecuteStatement", nothing).code());
    assertEquals(
        0,
        redshift
            .call("ListStatements", redshift.json.createObjectNode().put("Status", "ALL"))
            .get("Statements")
            .size());
  }

  @Test
  void malformedAndUnknownIdsGetDifferentErrors() {
    assertEquals(
        "ValidationException", redshift.refused("DescribeStatement", redshift.id("../x")).code());
    assertEquals(
        "ResourceNotFoundException",
        redshift
            .refused("DescribeStatement", redshift.id("00000000-0000-0000-0000-000000000000"))
            .code());
  }
}
