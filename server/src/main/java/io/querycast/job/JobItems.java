package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.rest.JsonValues;
import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;

/** Turns jobs into DynamoDB's items, and back. */
final class JobItems {
  static final String TEXT = "text";
  private static final String JOB = "job#";
  private static final String USUAL = "usualMillis";
  private static final String ABANDON = "abandonMillis";

  /**
   * The number of parts of the index of due jobs for waiting jobs: they are read often and are
   * seldom many.
   */
  static final int QUEUE_SHARDS = 2;

  /** A key is forgotten after a day. By then no browser repeats the request. */
  private static final Duration KEY_LIFE = Duration.ofDays(1);

  /**
   * What is run is needed until the job has ended or was given up, a day at most, and by its key.
   */
  private static final Duration TEXT_LIFE = Duration.ofDays(3);

  private final Settings settings;

  JobItems(Settings settings) {
    this.settings = settings;
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

  /** The greatest sort key of a job older than the given one; for null, of any job. */
  static String lastBefore(String id) {
    // The key with its last character lowered by one, then "~": no key sorts between the two.
    return id == null
        ? JOB + "~"
        : JOB + id.substring(0, id.length() - 1) + (char) (id.charAt(id.length() - 1) - 1) + "~";
  }

  static String ended(Instant at) {
    return "ended#" + JsonValues.millis(at);
  }

  static String dueShard(int number) {
    return "due#" + number;
  }

  private String dueShard(Job job) {
    return dueShard(Math.floorMod(job.id().hashCode(), settings.dueParts()));
  }

  static String queueShard(int number) {
    return "queue#" + number;
  }

  /**
   * The job itself. A job that has not ended is due for the sweeper after a quiet time. If it waits
   * in the queue, it stands there by the time from which its waiting counts; if it is passed over,
   * the sweeper takes care of it.
   */
  Item job(Job job) {
    Item item = new Item(Table.user(job.owner()), sortKey(job.id()));
    item.text("owner", job.owner());
    item.text("query", job.query());
    item.text("title", job.title());
    item.text("arguments", job.arguments().toString());
    item.text("sql", job.sql());
    item.text("state", job.state().name());
    item.number("version", job.version());
    item.bool("cancelRequested", job.cancelRequested());
    item.text("statementId", job.statementId());
    if (job.shared() != null) {
      item.text("asked", job.shared().asked());
      item.text("sharedStatement", job.shared().id());
      item.number("maxAge", seconds(job.shared().maxAge()));
      item.time("answerAsOf", job.shared().asOf());
    }
    ofQuery(item, job);
    item.number("tookNanos", job.cost().took() == null ? null : job.cost().took().toNanos());
    item.number("calls", job.cost().calls() == 0 ? null : (long) job.cost().calls());
    item.text("price", job.cost().price());
    item.bool("hasRows", job.hasRows());
    if (job.result() != null) {
      item.number("rowCount", job.result().rowCount());
      item.number("resultBytes", job.result().bytes());
      item.time("resultExpiresAt", job.result().expiresAt());
    }
    item.time("submittedAt", job.submittedAt());
    item.time("startedAt", job.startedAt());
    item.time("endedAt", job.endedAt());
    if (job.error() != null) {
      JobError.Code code = job.error().code();
      // A node of the version before does not know the newest code, and must read the job.
      boolean isNewest = code == JobError.Code.ABANDONED;
      item.text("errorCode", isNewest ? JobError.Code.TIME_LIMIT.name() : code.name());
      item.text("errorCodeNow", isNewest ? code.name() : null);
      item.text("errorMessage", job.error().message());
    }
    if (job.queue() != null) {
      item.number("queuePosition", (long) job.queue().position());
      item.text("queueReason", job.queue().reason().name());
      item.number("queueFailures", (long) job.queue().failures());
    }
    item.time("acceptedAt", job.receipt().accepted());
    item.time("redshiftEndedAt", job.receipt().redshiftEnded());
    item.time("learnedAt", job.receipt().learned());
    item.text(
        "learnedFrom",
        job.receipt().learnedFrom() == null ? null : job.receipt().learnedFrom().name());
    if (job.isEnded()) {
      item.text("recent", ended(job.endedAt()) + "#" + job.id());
      if (job.mayHaveStrayStatement()) {
        item.text("dueShard", dueShard(job));
        item.number("dueAt", job.endedAt().plus(settings.quietAfter()).toEpochMilli());
      }
    } else if (job.queue() != null && !job.isPassedOver()) {
      item.text("recent", "open#" + job.id());
      item.text("dueShard", queueShard(Math.floorMod(job.id().hashCode(), QUEUE_SHARDS)));
      item.millis("dueAt", ShortFirst.countsFrom(job));
    } else {
      item.text("recent", "open#" + job.id());
      item.text("dueShard", dueShard(job));
      item.number("dueAt", lastNews(job).plus(settings.quietAfter()).toEpochMilli());
    }
    return item.expiresAt(job.submittedAt().plus(settings.retention()));
  }

  /**
   * When the quiet time of a job begins. If Redshift takes it soon, that is no news: another time
   * would cost two writes of the index.
   */
  private Instant lastNews(Job job) {
    Instant soon = job.submittedAt().plus(settings.quietAfter().dividedBy(2));
    return job.startedAt() == null || job.startedAt().isBefore(soon)
        ? job.submittedAt()
        : job.startedAt();
  }

  /** The text and the values that are run for the job. */
  Item text(Job job, JobStore.Text text) {
    Item item = new Item(byId(job.id()), TEXT);
    item.text("owner", job.owner());
    item.text("sql", text.sql());
    item.map("values", text.values());
    Duration life = settings.retention();
    return item.expiresAt(job.submittedAt().plus(life.compareTo(TEXT_LIFE) < 0 ? life : TEXT_LIFE));
  }

  /** The user's own key of the request that makes the job, and what the job is made of. */
  Item key(Job job, String key) {
    Item item = new Item(Table.user(job.owner()), keySortKey(key));
    item.text("job", job.id());
    item.text("owner", job.owner());
    item.text("query", job.query());
    item.text("title", job.title());
    item.text("arguments", job.arguments().toString());
    item.time("submittedAt", job.submittedAt());
    if (job.shared() != null) {
      item.text("asked", job.shared().asked());
      item.number("maxAge", seconds(job.shared().maxAge()));
    }
    ofQuery(item, job);
    return item.expiresAt(job.submittedAt().plus(KEY_LIFE));
  }

  /** The job that a key was stored for, as it was then; its own SQL is in its text. */
  static Job submitted(Item key, JobStore.Text text) {
    String query = key.text("query");
    return Job.submitted(
            key.text("job"),
            key.text("owner"),
            query,
            key.text("title"),
            object(key.text("arguments")),
            query == null ? text.sql() : null,
            key.time("submittedAt"))
        .asking(shared(key))
        .expecting(millis(key, USUAL), millis(key, ABANDON));
  }

  static JobStore.Text toText(Item item) {
    return new JobStore.Text(item.text("sql"), item.map("values"));
  }

  static Job toJob(Item item) {
    String learnedFrom = item.text("learnedFrom");
    return new Job(
        idOf(item.text("sk")),
        item.text("owner"),
        item.text("query"),
        item.text("title"),
        object(item.text("arguments")),
        item.text("sql"),
        item.number("version"),
        state(item),
        new Receipt(
            item.time("submittedAt"),
            item.time("acceptedAt"),
            item.time("redshiftEndedAt"),
            item.time("learnedAt"),
            learnedFrom == null ? null : LearnedFrom.valueOf(learnedFrom)),
        shared(item),
        millis(item, USUAL),
        millis(item, ABANDON),
        cost(item));
  }

  private static Cost cost(Item item) {
    Long calls = item.number("calls");
    return new Cost(
        item.has("tookNanos") ? Duration.ofNanos(item.number("tookNanos")) : null,
        calls == null ? 0 : calls.intValue(),
        item.text("price"));
  }

  private static void ofQuery(Item item, Job job) {
    item.number(USUAL, job.usual() == null ? null : job.usual().toMillis());
    item.number(ABANDON, job.abandon() == null ? null : job.abandon().toMillis());
  }

  private static Duration millis(Item item, String name) {
    return item.has(name) ? Duration.ofMillis(item.number(name)) : null;
  }

  private static SharedStatement shared(Item item) {
    Long maxAge = item.number("maxAge");
    return item.has("asked")
        ? new SharedStatement(
            item.text("asked"),
            item.text("sharedStatement"),
            maxAge == null ? null : Duration.ofSeconds(maxAge),
            item.time("answerAsOf"))
        : null;
  }

  private static Long seconds(Duration age) {
    return age == null ? null : age.toSeconds();
  }

  private static JobState state(Item item) {
    Instant endedAt = item.time("endedAt");
    JobState.Running run =
        item.has("statementId")
            ? new JobState.Running(
                item.text("statementId"), item.time("startedAt"), item.bool("cancelRequested"))
            : null;
    String name = item.text("state");
    return switch (name) {
      case "SUBMITTED" -> new JobState.Submitted(queue(item));
      case "RUNNING" -> run;
      case "FINISHED" -> new JobState.Finished(run, endedAt, result(item));
      case "FAILED" -> new JobState.Failed(run, endedAt, error(item));
      case "CANCELLED" -> new JobState.Cancelled(run, endedAt);
      default -> throw new IllegalStateException("No job has the state " + name + ".");
    };
  }

  private static QueuePlace queue(Item item) {
    String reason = item.text("queueReason");
    if (reason == null) {
      return null;
    }
    // An older server may have written the item without this count.
    Long failures = item.number("queueFailures");
    return new QueuePlace(
        item.number("queuePosition").intValue(),
        Unavailable.Reason.valueOf(reason),
        failures == null ? 0 : failures.intValue());
  }

  private static JobResult result(Item item) {
    return new JobResult(
        item.bool("hasRows"),
        item.number("rowCount"),
        item.number("resultBytes"),
        item.time("resultExpiresAt"),
        error(item));
  }

  private static JobError error(Item item) {
    String code = item.text(item.has("errorCodeNow") ? "errorCodeNow" : "errorCode");
    return code == null
        ? null
        : new JobError(JobError.Code.valueOf(code), item.text("errorMessage"));
  }

  private static JsonObject object(String json) {
    try (JsonReader reader = JSON.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
