package io.querycast.job;

import io.querycast.warehouse.Statement;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The users and jobs of the tests, and the examples of the protocol. */
public final class Samples {
  public static final String ID = "01KAWGK3Q4ZP5X0V6T8N9M2R7C";
  public static final String ADA = "ada";

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
        .ended(finished(ended), LearnedFrom.EVENT, learned);
  }

  /** The same job when Redshift no longer has its result. */
  public static Job expired(Job job, Instant now) {
    return job.expired(now);
  }

  static Statement finished(Instant at) {
    return new Statement("statement", Statement.State.FINISHED, at, at, 31, 2210, true, null);
  }

  static Statement failed(Instant at) {
    return new Statement(
        "statement",
        Statement.State.FAILED,
        at,
        at,
        0,
        0,
        false,
        "ERROR: relation \"no_such_table\" does not exist");
  }

  static Statement aborted(Instant at) {
    return new Statement("statement", Statement.State.ABORTED, at, at, 0, 0, false, null);
  }

  static Statement running(Instant at) {
    return new Statement("statement", Statement.State.RUNNING, at, at, 0, 0, false, null);
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
