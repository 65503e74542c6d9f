package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongPollTest {
  private static final int LONGEST = 30;

  /** Less than the longest wait. An answer within it came before the wait was over. */
  private static final int BEFORE_LONGEST = 20;

  @TempDir Path folder;
  private LocalRedshift redshift;

  @BeforeEach
  void start() {
    redshift = LocalRedshift.reading(folder, s -> s.withThreads(1));
  }

  @AfterEach
  void stop() {
    redshift.close();
  }

  private String started(String sql) throws AwsError {
    return redshift.call("ExecuteStatement", redshift.request(sql)).get("Id").asText();
  }

  private JsonNode waiting(String operation, String id, int seconds) throws AwsError {
    return redshift.call(operation, redshift.id(id).put("WaitTimeSeconds", seconds));
  }

  /** Starts a call in its own thread, and returns when it waits. */
  private static FutureTask<JsonNode> begun(Callable<JsonNode> call) {
    FutureTask<JsonNode> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "waiting");
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
      Thread.onSpinWait();
    }
    assertFalse(task.isDone(), "it did not wait");
    return task;
  }

  private static JsonNode answer(FutureTask<JsonNode> task) throws Exception {
    return task.get(BEFORE_LONGEST, TimeUnit.SECONDS);
  }

  private static String status(JsonNode answer) {
    return answer.get("Status").asText();
  }

  /** Expects a status before the end. Which one depends on how far a thread has come. */
  private static void assertRuns(JsonNode description) {
    String status = status(description);
    assertTrue(List.of("SUBMITTED", "PICKED", "STARTED").contains(status), status);
  }

  @Test
  void aDescriptionComesWhenTheStatementEnds() throws Exception {
    String id = started(LocalRedshift.LONG);
    FutureTask<JsonNode> described = begun(() -> waiting("DescribeStatement", id, LONGEST));
    redshift.call("CancelStatement", id);
    assertEquals("ABORTED", status(answer(described)));
  }

  @Test
  void aResultComesWhenTheStatementEnds() throws Exception {
    String before = started(LocalRedshift.LONG);
    String id = started("select 41 + 1");
    FutureTask<JsonNode> result = begun(() -> waiting("GetStatementResult", id, LONGEST));
    redshift.call("CancelStatement", before);
    assertEquals(List.of(List.of(42L)), LocalRedshift.rows(answer(result)));
  }

  @Test
  void theAnswerToAStartComesWhenTheStatementEnds() throws Exception {
    String before = started(LocalRedshift.LONG);
    FutureTask<JsonNode> accepted =
        begun(
            () ->
                redshift.call(
                    "ExecuteStatement",
                    redshift.request("select 1").put("WaitTimeSeconds", LONGEST)));
    redshift.call("CancelStatement", before);
    JsonNode ended = answer(accepted);
    assertEquals("FINISHED", status(ended));
    assertEquals(true, ended.get("HasResultSet").asBoolean());
    assertTrue(ended.get("RedshiftPid").asLong() > 0);
  }

  @Test
  void whenTheWaitIsOverTheAnswerGivesTheCurrentStatus() throws Exception {
    String running = started(LocalRedshift.LONG);
    String id = started("select 1");
    assertEquals("SUBMITTED", status(waiting("DescribeStatement", id, 1)));
    AwsError notYet = assertThrows(AwsError.class, () -> waiting("GetStatementResult", id, 1));
    assertEquals("ResourceNotFoundException", notYet.code());
    assertEquals(
        "SUBMITTED",
        status(
            redshift.call(
                "ExecuteStatement", redshift.request("select 2").put("WaitTimeSeconds", 1))));
    redshift.call("CancelStatement", running);
  }

  @Test
  void onlyALimitedNumberWaitsForOneStatement() throws Exception {
    String id = started(LocalRedshift.LONG);
    FutureTask<JsonNode> first = begun(() -> waiting("DescribeStatement", id, LONGEST));
    for (String operation : List.of("DescribeStatement", "GetStatementResult")) {
      AwsError error =
          assertThrows(AwsError.class, () -> waiting(operation, id, LONGEST), operation);
      assertEquals("ActiveWaitingRequestsExceededException", error.code());
      assertEquals(400, error.status());
    }
    assertRuns(redshift.call("DescribeStatement", id));
    String other = started("select 1");
    assertEquals("SUBMITTED", status(waiting("DescribeStatement", other, 1)));
    redshift.call("CancelStatement", id);
    answer(first);
    assertEquals("ABORTED", status(waiting("DescribeStatement", id, LONGEST)));
  }

  @Test
  void aPlaceIsFreeAgainWhenItsWaitIsOver() throws Exception {
    String id = started(LocalRedshift.LONG);
    waiting("DescribeStatement", id, 1);
    waiting("DescribeStatement", id, 1);
    redshift.call("CancelStatement", id);
  }

  @Test
  void aRepeatedStartDoesNotWaitWhileAnotherDoes() throws Exception {
    String before = started(LocalRedshift.LONG);
    ObjectNode request = redshift.request("select 1").put("ClientToken", "once");
    String id = redshift.call("ExecuteStatement", request.deepCopy()).get("Id").asText();
    FutureTask<JsonNode> first = begun(() -> waiting("DescribeStatement", id, LONGEST));
    JsonNode repeated =
        redshift.call("ExecuteStatement", request.deepCopy().put("WaitTimeSeconds", LONGEST));
    assertEquals("SUBMITTED", status(repeated));
    assertEquals(id, repeated.get("Id").asText());
    redshift.call("CancelStatement", before);
    assertEquals("FINISHED", status(answer(first)));
  }

  @Test
  void aWaitIsFromOneToThirtySeconds() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    JsonNodeFactory json = JsonNodeFactory.instance;
    for (JsonNode wrong : List.of(json.numberNode(0), json.numberNode(-1), json.numberNode(31))) {
      for (String operation : List.of("DescribeStatement", "GetStatementResult")) {
        ObjectNode input = redshift.id(id).set("WaitTimeSeconds", wrong);
        AwsError error =
            assertThrows(AwsError.class, () -> redshift.call(operation, input), wrong.toString());
        assertEquals("ValidationException", error.code());
      }
      ObjectNode input = redshift.request("select 1").set("WaitTimeSeconds", wrong);
      assertEquals(
          "ValidationException",
          assertThrows(AwsError.class, () -> redshift.call("ExecuteStatement", input)).code());
    }
    assertEquals("FINISHED", status(waiting("DescribeStatement", id, 1)));
    assertEquals("FINISHED", status(waiting("DescribeStatement", id, LONGEST)));
  }

  @Test
  void nothingWaitsForAStoppedWarehouse() throws Exception {
    String id = started(LocalRedshift.LONG);
    FutureTask<JsonNode> described = begun(() -> waiting("DescribeStatement", id, LONGEST));
    redshift.close();
    assertRuns(answer(described));
  }
}
