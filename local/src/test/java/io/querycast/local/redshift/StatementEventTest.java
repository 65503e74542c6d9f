package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementEventTest {
  @TempDir Path folder;
  private LocalRedshift redshift;

  @BeforeEach
  void start() {
    redshift = LocalRedshift.reading(folder, s -> s.withPageRows(1000));
  }

  @AfterEach
  void stop() {
    redshift.close();
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
  void aFalseEndingOfARunningStatementHasTheFormOfTheEvent() throws Exception {
    ObjectNode request =
        redshift.request(LocalRedshift.LONG).put("StatementName", "job-8").put("WithEvent", true);
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

  @Test
  void withoutWithEventThereIsNoEvent() throws Exception {
    redshift.run(redshift.request("select 1"));
    redshift.close();
    assertTrue(redshift.events.isEmpty());
    assertTrue(redshift.claims.isEmpty());
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
