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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class JobItemsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

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

  @Test
  void whatAJobSharesIsStoredWithIt() {
    Job asking = waits.asking(new SharedStatement("hash", null, Duration.ofMinutes(10), null));
    Job joined = asking.joined("01KAWGK3Q4ZP5X0V6T8N9M2R7D", waits, NOW);

    assertEquals(asking, JobItems.toJob(items.job(asking)));
    assertEquals(joined, JobItems.toJob(items.job(joined)));
    assertEquals(
        asking.shared(),
        JobItems.submitted(items.key(asking, "k"), new JobStore.Text("select 1", Map.of()))
            .shared());
  }

  @Test
  void whatIsKnownOfItsQueryIsStoredWithAJobAndItsKey() {
    Job known = Samples.submitted(NOW).expecting(Duration.ofMillis(1500), Duration.ofMinutes(2));

    assertEquals(known, JobItems.toJob(items.job(known)));
    assertEquals(known, JobItems.submitted(items.key(known, "k"), null));
  }

  @Test
  void aNodeOfTheVersionBeforeReadsAnAbandonedJobAsOneThatWasStopped() {
    Job abandoned =
        Samples.running(Samples.submitted(NOW))
            .failed(Abandonment.error(), LearnedFrom.SWEEPER, NOW);
    Item item = items.job(abandoned);

    assertEquals("TIME_LIMIT", item.text("errorCode"));
    assertEquals(abandoned, JobItems.toJob(item));
  }

  @Test
  void aJobStandsInTheQueueByTheTimeFromWhichItsWaitingCounts() {
    QueuePlace place = new QueuePlace(1, Unavailable.Reason.WAREHOUSE_FULL);
    Job job = Samples.submitted(NOW).expecting(Duration.ofSeconds(2), null).queued(place);

    assertEquals(NOW.plusSeconds(10), items.job(job).millis("dueAt"));
  }

  @Test
  void aServerThatKnowsNoAnswersServesTheRowsOfAJobThatOneServed() {
    Answer answer =
        new Answer(
            "statement", "id-of-redshift", NOW, Samples.TOOK, JobResult.of(Samples.finished(NOW)));
    Job answered =
        waits
            .asking(new SharedStatement("hash", null, Duration.ofMinutes(10), null))
            .answeredFromTheStart(answer);
    Item item = items.job(answered);
    assertEquals(answered, JobItems.toJob(item));

    item.attributes().keySet().removeAll(Set.of("maxAge", "answerAsOf"));
    Job known = JobItems.toJob(item);

    assertEquals("id-of-redshift", known.statementId());
    assertEquals(answered.result(), known.result());
    assertEquals("shared", known.toJson().getJsonObject("served").getString("by"));
  }

  /** The table of items was written by the server of November 2026. */
  @Test
  void itemsOfAnEarlierServerAreReadAndWrittenAsTheyWere() throws IOException {
    for (JsonObject row : table().getValuesAs(JsonObject.class)) {
      Map<String, AttributeValue> stored = attributes(row.getJsonObject("item"));
      Job job = JobItems.toJob(new Item(stored));
      if (job.state() instanceof JobState.Running) {
        // It was due a quiet time after Redshift took it, here 40 ms later than now.
        stored.put("dueAt", AttributeValue.fromN("1795449610000"));
      } else if (job.isInTheQueue()) {
        // It stood in the queue by the time when it was submitted.
        long submitted = Long.parseLong(stored.get("dueAt").n());
        stored.put("dueAt", AttributeValue.fromN(Long.toString(submitted + 50_000)));
      }

      assertEquals(row.getJsonObject("job"), job.toJson(), row.getString("what"));
      assertEquals(stored, items.job(job).attributes(), row.getString("what"));
    }
  }

  @Test
  void aJobThatRedshiftTakesSoonStaysDueWhenItWas() {
    Job submitted = Samples.submittedBy("ada", NOW);
    Long due = items.job(submitted).number("dueAt");
    Instant soon = NOW.plus(TestSettings.SETTINGS.quietAfter().dividedBy(2)).minusMillis(1);
    Instant later = soon.plusMillis(1);

    assertEquals(due, items.job(submitted.accepted("s", soon)).number("dueAt"));
    assertEquals(
        later.plus(TestSettings.SETTINGS.quietAfter()).toEpochMilli(),
        items.job(submitted.accepted("s", later)).number("dueAt"));
  }

  @Test
  void aKeyHoldsAllThatItsJobIsMadeOf() {
    Job own = Samples.submittedBy("ada", NOW);
    assertEquals(
        own, JobItems.submitted(items.key(own, "k"), new JobStore.Text("select 1", Map.of())));
    Job sql = Job.submitted(own.id(), "ada", null, "Own SQL", own.arguments(), "select 1", NOW);
    assertEquals(
        sql, JobItems.submitted(items.key(sql, "k"), new JobStore.Text("select 1", Map.of())));
  }

  @Test
  void aTextIsForgottenWhenNobodyCanNeedItAnyMore() {
    Job job = Samples.submittedBy("ada", NOW);
    Item text = items.text(job, new JobStore.Text("select 1", Map.of()));

    assertEquals(NOW.plus(Duration.ofDays(3)).getEpochSecond(), text.number("expiresAt"));
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
