package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
  private static final String NOT_RUN = "Connection or an prior query failed.";

  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() {
    redshift = new LocalRedshift(folder);
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  @AfterEach
  void noFaults() {
    redshift.faults.clear();
  }

  private static ObjectNode batch(String... sqls) {
    ObjectNode request = redshift.request("");
    request.remove("Sql");
    ArrayNode list = request.putArray("Sqls");
    List.of(sqls).forEach(list::add);
    return request;
  }

  private static JsonNode run(ObjectNode request) throws AwsError {
    String id =
        redshift
            .call("BatchExecuteStatement", request.put("WaitTimeSeconds", 30))
            .get("Id")
            .asText();
    return redshift.call("DescribeStatement", id);
  }

  private static List<String> statesOf(JsonNode batch) {
    List<String> states = new ArrayList<>();
    batch.get("SubStatements").forEach(part -> states.add(part.get("Status").asText()));
    return states;
  }

  private static List<List<Object>> rows(String id) throws AwsError {
    return LocalRedshift.rows(redshift.call("GetStatementResult", id));
  }

  private static List<List<Object>> rowsOf(String table) throws AwsError {
    return redshift.rows("select * from " + table + " order by 1");
  }

  private static void table(String name) throws AwsError {
    redshift.run(redshift.request("create table " + name + " (n int)"));
  }

  @Test
  void anotherUserActsInTheMiddleOfABatch() throws Exception {
    JsonNode batch =
        run(
            batch(
                "select current_user",
                "set session authorization querycast_reader",
                "select current_user",
                "set session authorization default",
                "create table made_behind (n int)",
                "select current_user"));
    assertEquals("FINISHED", batch.get("Status").asText(), batch.toString());
    String id = batch.get("Id").asText();
    assertEquals(List.of(List.of("awsuser")), rows(id + ":1"));
    assertEquals(List.of(List.of("querycast_reader")), rows(id + ":3"));
    assertEquals(List.of(List.of("awsuser")), rows(id + ":6"));
    assertEquals(List.of(), rowsOf("made_behind"));
  }

  @Test
  void aTruncateCommitsWhatWasBeforeItAndNotWhatFollows() throws Exception {
    table("before_it");
    table("emptied_in_batch");
    redshift.must("insert into emptied_in_batch values (1)");
    JsonNode batch =
        run(
            batch(
                "insert into before_it values (1)",
                "truncate emptied_in_batch",
                "insert into before_it values (2)",
                "select 1 / 0"));
    assertEquals("FAILED", batch.get("Status").asText());
    assertEquals(List.of(List.of(1L)), rowsOf("before_it"));
    assertEquals(List.of(), rowsOf("emptied_in_batch"));
  }

  @Test
  void eachStatementHasAnIdAndAResultOfItsOwn() throws Exception {
    JsonNode batch = run(batch("select 1 as a", "select 'x' as b union all select 'y' order by 1"));
    String id = batch.get("Id").asText();
    assertEquals("FINISHED", batch.get("Status").asText());
    assertEquals(3, batch.get("ResultRows").asInt());
    assertEquals(0, batch.get("RedshiftQueryId").asInt());
    assertTrue(batch.get("HasResultSet").asBoolean());
    assertEquals("TRANSACTION", batch.get("ExecutionMode").asText());
    assertFalse(batch.has("QueryString"));
    JsonNode second = batch.get("SubStatements").get(1);
    assertEquals(id + ":2", second.get("Id").asText());
    assertEquals(2, second.get("ResultRows").asInt());
    assertTrue(second.get("Duration").asLong() > 0);
    assertTrue(second.get("RedshiftQueryId").asLong() > 0);
    assertEquals(List.of(List.of(1L)), rows(id + ":1"));
    assertEquals(List.of(List.of("x"), List.of("y")), rows(id + ":2"));
    JsonNode described = redshift.call("DescribeStatement", id + ":2");
    assertEquals(id + ":2", described.get("Id").asText());
    assertEquals("FINISHED", described.get("Status").asText());
    assertTrue(described.get("QueryString").asText().startsWith("select 'x'"));
    AwsError whole = redshift.refused("GetStatementResult", redshift.id(id));
    assertEquals(
        "ValidationException: BatchExecuteStatement result can only be retrieved with sub-statement"
            + " id.",
        whole.code() + ": " + whole.getMessage());
    assertEquals(
        "ResourceNotFoundException",
        redshift.refused("DescribeStatement", redshift.id(id + ":3")).code());
  }

  @Test
  void aFailureTakesBackTheWholeTransactionAndTheRestIsNotRun() throws Exception {
    table("undone");
    JsonNode batch =
        run(batch("insert into undone values (1)", "select nope", "insert into undone values (2)"));
    assertEquals("FAILED", batch.get("Status").asText());
    assertEquals(List.of("FINISHED", "FAILED", "ABORTED"), statesOf(batch));
    JsonNode parts = batch.get("SubStatements");
    assertEquals(NOT_RUN, parts.get(2).get("Error").asText());
    assertEquals(
        "Query #2 failed with " + parts.get(1).get("Error").asText(), batch.get("Error").asText());
    assertTrue(parts.get(1).get("Error").asText().startsWith("ERROR: column \"nope\""));
    assertEquals(List.of(), rowsOf("undone"));
  }

  @Test
  void withAutoCommitEachStatementIsForItself() throws Exception {
    table("kept");
    JsonNode batch =
        run(
            batch("insert into kept values (1)", "select nope", "insert into kept values (2)")
                .put("ExecutionMode", "AUTO_COMMIT"));
    assertEquals("FAILED", batch.get("Status").asText());
    assertEquals("AUTO_COMMIT", batch.get("ExecutionMode").asText());
    assertEquals(List.of("FINISHED", "FAILED", "FINISHED"), statesOf(batch));
    assertEquals(List.of(List.of(1L), List.of(2L)), rowsOf("kept"));
  }

  @Test
  void withAutoCommitATransactionOfTheTextIsTheOnlyOne() throws Exception {
    table("own");
    JsonNode batch =
        run(
            batch("begin", "insert into own values (1)", "rollback", "insert into own values (2)")
                .put("ExecutionMode", "AUTO_COMMIT"));
    assertEquals("FINISHED", batch.get("Status").asText());
    assertEquals(List.of(List.of(2L)), rowsOf("own"));
  }

  @Test
  void aStatementOfABatchIsAwaitedForItself() throws Exception {
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"slow\":\"PT0.3S\"}}"));
    String id =
        redshift.call("BatchExecuteStatement", batch("select 1", "select 2")).get("Id").asText();
    JsonNode first =
        redshift.call("DescribeStatement", redshift.id(id + ":1").put("WaitTimeSeconds", 30));
    assertEquals("FINISHED", first.get("Status").asText());
    JsonNode second =
        redshift.call("GetStatementResult", redshift.id(id + ":2").put("WaitTimeSeconds", 30));
    assertEquals(List.of(List.of(2L)), LocalRedshift.rows(second));
  }

  @Test
  void aTemporaryTableLastsForTheBatch() throws Exception {
    JsonNode batch =
        run(batch("create temp table t (n int)", "insert into t values (7)", "select n from t"));
    assertEquals("FINISHED", batch.get("Status").asText(), batch.toString());
    assertEquals(List.of(List.of(7L)), rows(batch.get("Id").asText() + ":3"));
    assertEquals(
        "FAILED", redshift.run(redshift.request("select n from t")).get("Status").asText());
  }

  @Test
  void eachStatementTakesTheParametersThatItNames() throws Exception {
    ObjectNode request = batch("select :a as x", "select :b || :a as y", "select 'z' as z");
    request.putArray("Parameters").addObject().put("name", "a").put("value", "1");
    request.withArray("Parameters").addObject().put("name", "b").put("value", "2");
    JsonNode batch = run(request);
    String id = batch.get("Id").asText();
    assertEquals(List.of(List.of("1")), rows(id + ":1"));
    assertEquals(List.of(List.of("21")), rows(id + ":2"));
    assertEquals(
        "[{\"name\":\"a\",\"value\":\"1\"}]",
        redshift.call("DescribeStatement", id + ":1").get("QueryParameters").toString());
    request.withArray("Parameters").addObject().put("name", "c").put("value", "3");
    assertEquals(
        "Parameters list contains unused parameters. Unused parameters: [c]",
        redshift.refused("BatchExecuteStatement", request).getMessage());
  }

  @Test
  void aBatchHasOneToFortyStatements() throws Exception {
    String[] most = Collections.nCopies(40, "select 1").toArray(String[]::new);
    assertEquals("FINISHED", run(batch(most)).get("Status").asText());
    String[] more = Collections.nCopies(41, "select 1").toArray(String[]::new);
    for (ObjectNode wrong : List.of(batch(more), batch(), batch("select 1", " -- nothing"))) {
      assertEquals("ValidationException", redshift.refused("BatchExecuteStatement", wrong).code());
    }
  }

  @Test
  void aCancelledBatchEndsWithAllItsStatements() throws Exception {
    table("cancelled");
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"slow\":\"PT1H\"}}"));
    String id =
        redshift
            .call("BatchExecuteStatement", batch("insert into cancelled values (1)", "select 2"))
            .get("Id")
            .asText();
    assertTrue(redshift.call("CancelStatement", id).get("Status").asBoolean());
    JsonNode ended = redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
    assertEquals("ABORTED", ended.get("Status").asText());
    assertEquals(List.of("ABORTED", "ABORTED"), statesOf(ended));
    redshift.faults.clear();
    assertEquals(List.of(), rowsOf("cancelled"));
  }

  @Test
  void aBatchHasOneEventAndIsListedWithItsTexts() throws Exception {
    ObjectNode request =
        batch("select 1", "select 2")
            .put("StatementName", "both")
            .put("WithEvent", true)
            .put("ClientToken", "once");
    String id = run(request).get("Id").asText();
    ObjectNode event = redshift.nextEvent();
    assertEquals(id, event.at("/detail/statementId").asText());
    assertEquals("FINISHED", event.at("/detail/state").asText());
    assertEquals(id, redshift.call("BatchExecuteStatement", request).get("Id").asText());
    assertTrue(redshift.events.isEmpty());
    JsonNode listed =
        redshift
            .call("ListStatements", redshift.json.createObjectNode().put("StatementName", "both"))
            .get("Statements");
    assertEquals(1, listed.size());
    assertTrue(listed.get(0).get("IsBatchStatement").asBoolean());
    assertEquals("[\"select 1\",\"select 2\"]", listed.get(0).get("QueryStrings").toString());
  }

  @Test
  void ofAUserWhoIsNotThereNoStatementRuns() throws Exception {
    JsonNode batch = run(batch("select 1", "select 2").put("DbUser", "nobody"));
    assertEquals("FAILED", batch.get("Status").asText());
    assertEquals("FATAL: user \"IAM:nobody\" does not exist", batch.get("Error").asText());
    assertEquals(List.of("ABORTED", "ABORTED"), statesOf(batch));
    assertEquals(NOT_RUN, batch.get("SubStatements").get(0).get("Error").asText());
  }

  @Test
  void itIsStillKnownAfterARestart() throws Exception {
    JsonNode batch = run(batch("select 5 as five"));
    redshift.close();
    start();
    String id = batch.get("Id").asText();
    assertEquals(batch, redshift.call("DescribeStatement", id));
    assertEquals(List.of(List.of(5L)), rows(id + ":1"));
  }

  @Test
  void parametersOfOneStatementAreThoseOfTheModel() {
    ObjectNode wrong = redshift.request("select :a", Map.of("a", "x")).put("Sqls", "select 1");
    assertEquals("SerializationException", redshift.refused("BatchExecuteStatement", wrong).code());
  }
}
