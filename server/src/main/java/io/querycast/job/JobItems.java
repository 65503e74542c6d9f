package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import io.querycast.rest.Wire;
import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Jobs as DynamoDB's items, and back. */
final class JobItems {
  static final String TEXT = "text";
  private static final String JOB = "job#";
  private static final String USER = "user#";

  /** Parts of the index of due jobs, so that no one of them grows hot. */
  static final int SHARDS = 8;

  /** Parts of the same index for jobs that wait for room: read often, and seldom many. */
  static final int QUEUE_SHARDS = 2;

  /** A key is forgotten after a day, when no browser repeats a request any more. */
  private static final Duration KEY_LIFE = Duration.ofDays(1);

  private final Settings settings;

  JobItems(Settings settings) {
    this.settings = settings;
  }

  static String user(String owner) {
    return USER + owner;
  }

  static String byId(String id) {
    return JOB + id;
  }

  static String sortKey(String id) {
    return JOB + id;
  }

  static String idOf(String sortKey) {
    return sortKey.substring(JOB.length());
  }

  static String keySortKey(String key) {
    return "key#" + key;
  }

  /** The greatest sort key of a job that is older than the one given; of any job for null. */
  static String lastBefore(String id) {
    // Nothing sorts between a key and itself without its last character and with all that follow.
    return id == null
        ? JOB + "~"
        : JOB + id.substring(0, id.length() - 1) + (char) (id.charAt(id.length() - 1) - 1) + "~";
  }

  static String ended(Instant at) {
    return "ended#" + Wire.millis(at);
  }

  static String dueShard(int number) {
    return "due#" + number;
  }

  static String queueShard(int number) {
    return "queue#" + number;
  }

  static String ownerOf(String partition) {
    return partition.substring(USER.length());
  }

  static Map<String, AttributeValue> key(String pk, String sk) {
    return Map.of("pk", text(pk), "sk", text(sk));
  }

  static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  /**
   * The job itself. One that has not ended is due for the sweeper after a quiet time, or stands in
   * the queue by the time when it was submitted; one that is passed over is the sweeper's.
   */
  Map<String, AttributeValue> job(Job job) {
    Row row = new Row(user(job.owner()), sortKey(job.id()));
    row.text("owner", job.owner());
    row.text("query", job.query());
    row.text("title", job.title());
    row.text("arguments", job.arguments().toString());
    row.text("sql", job.sql());
    row.text("state", job.state().name());
    row.number("version", job.version());
    row.bool("cancelRequested", job.cancelRequested());
    row.text("statementId", job.statementId());
    row.bool("hasRows", job.hasRows());
    row.number("rowCount", job.rowCount());
    row.number("resultBytes", job.resultBytes());
    row.time("submittedAt", job.submittedAt());
    row.time("startedAt", job.startedAt());
    row.time("endedAt", job.endedAt());
    row.time("resultExpiresAt", job.expiresAt());
    if (job.error() != null) {
      row.text("errorCode", job.error().code().name());
      row.text("errorMessage", job.error().message());
    }
    if (job.queue() != null) {
      row.number("queuePosition", (long) job.queue().position());
      row.text("queueReason", job.queue().reason().name());
      row.number("queueFailures", (long) job.queue().failures());
    }
    row.time("acceptedAt", job.receipt().accepted());
    row.time("redshiftEndedAt", job.receipt().redshiftEnded());
    row.time("learnedAt", job.receipt().learned());
    row.text(
        "learnedFrom",
        job.receipt().learnedFrom() == null ? null : job.receipt().learnedFrom().name());
    if (job.isEnded()) {
      row.text("recent", ended(job.endedAt()) + "#" + job.id());
      if (job.mayHaveStrayStatement()) {
        row.text("dueShard", dueShard(Math.floorMod(job.id().hashCode(), SHARDS)));
        row.number("dueAt", job.endedAt().plus(settings.quietAfter()).toEpochMilli());
      }
    } else if (job.queue() != null && !job.isPassedOver()) {
      row.text("recent", "open#" + job.id());
      row.text("dueShard", queueShard(Math.floorMod(job.id().hashCode(), QUEUE_SHARDS)));
      row.number("dueAt", job.submittedAt().toEpochMilli());
    } else {
      Instant last = job.startedAt() == null ? job.submittedAt() : job.startedAt();
      row.text("recent", "open#" + job.id());
      row.text("dueShard", dueShard(Math.floorMod(job.id().hashCode(), SHARDS)));
      row.number("dueAt", last.plus(settings.quietAfter()).toEpochMilli());
    }
    return row.until(job.submittedAt().plus(settings.retention()));
  }

  /** What is run for the job. */
  Map<String, AttributeValue> text(Job job, JobStore.Text text) {
    Row row = new Row(byId(job.id()), TEXT);
    row.text("owner", job.owner());
    row.text("sql", text.sql());
    row.map("values", text.values());
    return row.until(job.submittedAt().plus(settings.retention()));
  }

  /** The user's own key of the request that made the job. */
  Map<String, AttributeValue> key(Job job, String key) {
    Row row = new Row(user(job.owner()), keySortKey(key));
    row.text("job", job.id());
    return row.until(job.submittedAt().plus(KEY_LIFE));
  }

  static JobStore.Text toText(Map<String, AttributeValue> item) {
    return new JobStore.Text(
        item.get("sql").s(),
        item.get("values").m().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().s())));
  }

  static Job toJob(Map<String, AttributeValue> item) {
    Row row = new Row(item);
    String errorCode = row.text("errorCode");
    String learnedFrom = row.text("learnedFrom");
    String queueReason = row.text("queueReason");
    // Who wrote the item may not have counted them yet.
    Long failures = row.number("queueFailures");
    return new Job(
        idOf(row.text("sk")),
        row.text("owner"),
        row.text("query"),
        row.text("title"),
        object(row.text("arguments")),
        row.text("sql"),
        JobState.valueOf(row.text("state")),
        row.number("version"),
        row.bool("cancelRequested"),
        queueReason == null
            ? null
            : new QueuePlace(
                row.number("queuePosition").intValue(),
                Unavailable.Reason.valueOf(queueReason),
                failures == null ? 0 : failures.intValue()),
        row.text("statementId"),
        row.bool("hasRows"),
        row.number("rowCount"),
        row.number("resultBytes"),
        row.time("submittedAt"),
        row.time("startedAt"),
        row.time("endedAt"),
        row.time("resultExpiresAt"),
        errorCode == null
            ? null
            : new JobError(JobError.Code.valueOf(errorCode), row.text("errorMessage")),
        new Receipt(
            row.time("submittedAt"),
            row.time("acceptedAt"),
            row.time("redshiftEndedAt"),
            row.time("learnedAt"),
            learnedFrom == null ? null : LearnedFrom.valueOf(learnedFrom)));
  }

  private static JsonObject object(String json) {
    try (JsonReader reader = JSON.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }

  /** One item; what is null is not there. */
  private static final class Row {
    private final Map<String, AttributeValue> item;

    Row(String pk, String sk) {
      item = new HashMap<>(JobItems.key(pk, sk));
    }

    Row(Map<String, AttributeValue> item) {
      this.item = item;
    }

    void text(String name, String value) {
      if (value != null) {
        item.put(name, JobItems.text(value));
      }
    }

    void number(String name, Long value) {
      if (value != null) {
        item.put(name, JobItems.number(value));
      }
    }

    void bool(String name, boolean value) {
      item.put(name, AttributeValue.fromBool(value));
    }

    void time(String name, Instant value) {
      text(name, value == null ? null : value.toString());
    }

    void map(String name, Map<String, String> values) {
      item.put(
          name,
          AttributeValue.fromM(
              values.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey, each -> JobItems.text(each.getValue())))));
    }

    /** The finished item, which DynamoDB forgets some time after this. */
    Map<String, AttributeValue> until(Instant end) {
      item.put("expiresAt", JobItems.number(end.getEpochSecond()));
      return item;
    }

    String text(String name) {
      AttributeValue value = item.get(name);
      return value == null ? null : value.s();
    }

    Long number(String name) {
      AttributeValue value = item.get(name);
      return value == null ? null : Long.valueOf(value.n());
    }

    boolean bool(String name) {
      AttributeValue value = item.get(name);
      return value != null && value.bool();
    }

    Instant time(String name) {
      String value = text(name);
      return value == null ? null : Instant.parse(value);
    }
  }
}
