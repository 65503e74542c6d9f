package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.TestSettings;
import io.querycast.aws.Item;
import io.querycast.warehouse.Unavailable;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class JobItemsTest {
  private final JobItems items = new JobItems(TestSettings.SETTINGS);
  private final Job waits =
      Job.submitted(
              "01KAWGK3Q4ZP5X0V6T8N9M2R7C",
              "ada",
              null,
              "Own SQL",
              JsonObject.EMPTY_JSON_OBJECT,
              "select 1",
              Instant.parse("2026-11-23T16:00:00Z"))
          .queued(new QueuePlace(3, Unavailable.Reason.UNREACHABLE));

  @Test
  void aJobIsReadAsItWasStored() {
    Job failed = waits.failedAlone();
    assertEquals(waits, JobItems.toJob(items.job(waits)));
    assertEquals(failed, JobItems.toJob(items.job(failed)), "with its count of errors");
  }

  /** The table of items was written by the server of November 2026. */
  @Test
  void itemsOfAnEarlierServerAreReadAndWrittenAsTheyWere() throws IOException {
    for (JsonObject row : table().getValuesAs(JsonObject.class)) {
      Map<String, AttributeValue> stored = attributes(row.getJsonObject("item"));
      Job job = JobItems.toJob(new Item(stored));

      assertEquals(row.getJsonObject("job"), job.toJson(), row.getString("what"));
      assertEquals(stored, items.job(job).attributes(), row.getString("what"));
    }
  }

  private static JsonArray table() throws IOException {
    Path table = Path.of("src/test/resources/job-items.json");
    try (JsonReader reader = Json.createReader(Files.newBufferedReader(table))) {
      return reader.readArray();
    }
  }

  private static Map<String, AttributeValue> attributes(JsonObject item) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    item.forEach(
        (name, value) ->
            attributes.put(
                name,
                switch (value.getValueType()) {
                  case STRING -> AttributeValue.fromS(((JsonString) value).getString());
                  case NUMBER -> AttributeValue.fromN(value.toString());
                  default -> AttributeValue.fromBool(value == JsonValue.TRUE);
                }));
    return attributes;
  }

  @Test
  void aWaitingJobIsInTheQueueAndAPassedOverJobIsTheSweepers() {
    Job passedOver = waits.failedAlone().failedAlone().failedAlone();
    assertTrue(passedOver.isPassedOver());
    assertFalse(passedOver.isInTheQueue());
    assertTrue(items.job(waits).text("dueShard").startsWith("queue#"));
    assertTrue(items.job(passedOver).text("dueShard").startsWith("due#"));
    assertEquals(passedOver, JobItems.toJob(items.job(passedOver)));
  }

  @Test
  void aJobThatWasStoredBeforeErrorsWereCountedHasNone() {
    Map<String, AttributeValue> old = new HashMap<>(items.job(waits).attributes());
    old.remove("queueFailures");

    assertEquals(waits, JobItems.toJob(new Item(old)));
  }
}
