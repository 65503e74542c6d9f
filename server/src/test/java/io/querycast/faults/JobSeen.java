package io.querycast.faults;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Set;

/**
 * One version of a job, as a client was told of it.
 *
 * @param mark of the ask that made it
 * @param ending everything that must never change after the job has ended; empty until then
 * @param learnedFrom how the server learned of its ending; empty if it did not
 */
record JobSeen(
    String id,
    String mark,
    String state,
    long version,
    String ending,
    String learnedFrom,
    Instant submittedAt) {
  private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "CANCELLED");

  static JobSeen of(JsonObject job) {
    String state = job.getString("state");
    JsonValue error = job.get("error");
    return new JobSeen(
        job.getString("id"),
        job.getJsonObject("arguments").getString("mark", ""),
        state,
        job.getJsonNumber("version").longValue(),
        isEnded(state)
            ? ending(
                state,
                job.get("rowCount").toString(),
                error == JsonValue.NULL ? "null" : error.asJsonObject().getString("code"),
                job.getString("endedAt"),
                job.getJsonObject("receipt").getString("learned", "never"))
            : "",
        job.getJsonObject("receipt").getString("learnedFrom", ""),
        Instant.parse(job.getString("submittedAt")));
  }

  static boolean isEnded(String state) {
    return ENDED.contains(state);
  }

  /**
   * An ending in one line.
   *
   * @param rowCount {@code null} for none
   * @param error its code; {@code null} for none
   * @param endedAt with milliseconds
   * @param learned with milliseconds; {@code never} if the server did not learn of it
   */
  static String ending(
      String state, String rowCount, String error, String endedAt, String learned) {
    return "%s, %s rows, error %s, at %s, learned %s"
        .formatted(state, rowCount, error, endedAt, learned);
  }

  /** Whether a snapshot that was sent then must name the job, if it is open. */
  boolean knownBefore(Instant sentAt) {
    return submittedAt.isBefore(sentAt);
  }

  boolean isEnded() {
    return !ending.isEmpty();
  }

  @Override
  public String toString() {
    return "%s (%s) version %d %s%s"
        .formatted(
            id,
            mark,
            version,
            isEnded() ? ending : state,
            learnedFrom.isEmpty() ? "" : ", by " + learnedFrom);
  }
}
