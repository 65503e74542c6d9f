package io.querycast.local.redshift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.querycast.local.engine.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One run as the Data API knows it. Times are milliseconds since 1970, so that it is stored without
 * a change.
 *
 * @param name the caller's name for it, which the event repeats; null if there is none
 * @param token the caller's token, which makes the call repeatable; null if there is none
 * @param workgroup on serverless, in place of a cluster and a user; else null
 * @param nanos how long it ran; -1 until it ended
 * @param error why it failed; else null
 * @param rows the number of rows of its result; -1 until it finished
 * @param bytes the size of its result; -1 until it finished
 */
record StatementData(
    String id,
    String name,
    String token,
    String sql,
    Map<String, String> parameters,
    String database,
    String dbUser,
    String secretArn,
    String cluster,
    String workgroup,
    boolean withEvent,
    State state,
    long createdAt,
    long updatedAt,
    long nanos,
    String error,
    long rows,
    long bytes,
    long queryId) {

  /** Redshift's own states, in their order. */
  enum State {
    SUBMITTED,
    PICKED,
    STARTED,
    FINISHED,
    FAILED,
    ABORTED;

    boolean isEnd() {
      return compareTo(FINISHED) >= 0;
    }
  }

  /** How long a statement and its result are kept: one day, as in the Data API. */
  static final Duration KEPT = Duration.ofHours(24);

  @JsonIgnore
  boolean isEnded() {
    return state.isEnd();
  }

  /** The user of the warehouse as whom it runs; an identity of AWS alone is the owner. */
  @JsonIgnore
  String user() {
    return dbUser == null ? Engine.OWNER : dbUser;
  }

  /** When the statement and its result are forgotten. */
  @JsonIgnore
  Instant expiresAt() {
    return Instant.ofEpochMilli(updatedAt).plus(KEPT);
  }

  StatementData at(State next, Instant now) {
    return with(next, now, -1, null, -1, -1);
  }

  StatementData finished(Instant now, long nanos, long rows, long bytes) {
    return with(State.FINISHED, now, nanos, null, rows, bytes);
  }

  StatementData failed(Instant now, long nanos, String error) {
    return with(State.FAILED, now, nanos, error, -1, -1);
  }

  StatementData aborted(Instant now, long nanos) {
    return with(State.ABORTED, now, nanos, null, -1, -1);
  }

  private StatementData with(
      State next, Instant now, long took, String why, long resultRows, long resultBytes) {
    return new StatementData(
        id,
        name,
        token,
        sql,
        parameters,
        database,
        dbUser,
        secretArn,
        cluster,
        workgroup,
        withEvent,
        next,
        createdAt,
        now.toEpochMilli(),
        took,
        why,
        resultRows,
        resultBytes,
        queryId);
  }
}
