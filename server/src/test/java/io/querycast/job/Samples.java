package io.querycast.job;

import io.querycast.TestSettings;
import io.querycast.warehouse.Statement;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The users and jobs of the tests, and the examples of the protocol. */
public final class Samples {
  public static final String ID = "01KAWGK3Q4ZP5X0V6T8N9M2R7C";
  public static final String ADA = "ada";

  /** How long Redshift works on each statement. */
  static final Duration TOOK = Duration.ofMillis(250);

  private Samples() {}

  public static Job submitted(Instant now) {
    return submittedBy(ADA, now);
  }

  /** The same job of another user. */
  public static Job submittedBy(String owner, Instant now) {
    return Job.submitted(
        ID,
        owner,
        "trips-by-day",
        "Trips by day",
        Json.createObjectBuilder().add("month", "2015-03").build(),
        null,
        now);
  }

  /** A job of Ada's with another submission. */
  public static Job submitted(
      String id, String query, String title, JsonObject arguments, String sql, Instant now) {
    return Job.submitted(id, ADA, query, title, arguments, sql, now);
  }

  public static Job running(Job job) {
    return job.accepted("statement", job.submittedAt().plusMillis(40));
  }

  /** Redshift took it only after a while. */
  public static Job runningLate(Job job) {
    return job.accepted("statement", job.submittedAt().plusSeconds(2));
  }

  public static Job finished(Job job, Instant ended, Instant learned) {
    return job.accepted("statement", job.submittedAt().plusMillis(40))
        .ended(finished(ended), LearnedFrom.EVENT, learned)
        .costing(2, TestSettings.SETTINGS.price());
  }

  /** The same question of somebody else, whom the job's statement has served. */
  public static Job sharing(String owner, Job first) {
    return joined(owner, first)
        .ended(finished(first.submittedAt()), LearnedFrom.EVENT, first.submittedAt());
  }

  /** The same question of somebody else, which has joined the job's statement. */
  public static Job joined(String owner, Job first) {
    return asking(owner, first).joined(first.id(), first, first.submittedAt());
  }

  /** The same question of somebody else, whom an answer has served. */
  public static Job answered(String owner, Job first) {
    Instant at = first.submittedAt();
    Answer answer = new Answer(first.id(), "statement", at, TOOK, JobResult.of(finished(at)));
    return asking(owner, first).answeredFromTheStart(answer);
  }

  private static Job asking(String owner, Job first) {
    return Job.submitted(
            "01KAWGK3R0A7M4V6T8N9M2R7DE",
            owner,
            first.query(),
            first.title(),
            first.arguments(),
            null,
            first.submittedAt())
        .asking(new SharedStatement("hash", null, Duration.ofMinutes(10), null));
  }

  public static Job ownSql(Instant now) {
    return submitted(ID, null, "Own SQL", Json.createObjectBuilder().build(), "select 1", now);
  }

  /** A job whose user has let go of a statement that others use. */
  public static Job letGo(Job running, Instant now) {
    return running.cancelRequested(now).letGo(now);
  }

  /** Redshift has ended the statement of a job that had ended before. */
  public static Job told(Job ended, Instant now) {
    return ended.told(finished(now));
  }

  /** The same job when Redshift no longer has its result. */
  public static Job expired(Job job, Instant now) {
    return job.expired(now);
  }

  static Statement finished(Instant at) {
    return new Statement("statement", Statement.State.FINISHED, at, at, TOOK, 31, 2210, true, null);
  }

  static Statement failed(Instant at) {
    return new Statement(
        "statement",
        Statement.State.FAILED,
        at,
        at,
        TOOK,
        0,
        0,
        false,
        "ERROR: relation \"no_such_table\" does not exist");
  }

  static Statement aborted(Instant at) {
    return new Statement("statement", Statement.State.ABORTED, at, at, TOOK, 0, 0, false, null);
  }

  static Statement running(Instant at) {
    return new Statement("statement", Statement.State.RUNNING, at, at, TOOK, 0, 0, false, null);
  }

  /** A file of docs/protocol. */
  public static JsonObject example(String name) {
    try (JsonReader reader =
        Json.createReader(Files.newBufferedReader(Path.of("../docs/protocol", name)))) {
      return reader.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
