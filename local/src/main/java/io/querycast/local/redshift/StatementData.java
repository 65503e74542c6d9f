package io.querycast.local.redshift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run as the Data API knows it. Times are milliseconds since 1970, so that it is stored without
 * a change.
 *
 * @param sql its text; null for a batch, whose parts have the texts
 * @param parts the statements of a batch, in their order; empty for a single statement
 */
record StatementData(
    String id,
    Order order,
    String sql,
    Map<String, String> parameters,
    long createdAt,
    Progress progress,
    List<Part> parts) {

  /** One statement of a batch. Its id is that of the batch, a colon and its number from 1. */
  record Part(String sql, Map<String, String> parameters, Progress progress) {}

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

  String name() {
    return order.name();
  }

  String token() {
    return order.token();
  }

  String database() {
    return order.target().database();
  }

  boolean withEvent() {
    return order.withEvent();
  }

  State state() {
    return progress.state();
  }

  long updatedAt() {
    return progress.updatedAt();
  }

  long nanos() {
    return progress.nanos();
  }

  String error() {
    return progress.error();
  }

  long rows() {
    return progress.rows();
  }

  long bytes() {
    return progress.bytes();
  }

  long queryId() {
    return progress.queryId();
  }

  @JsonIgnore
  boolean isBatch() {
    return !parts.isEmpty();
  }

  @JsonIgnore
  boolean isEnded() {
    return state().isEnd();
  }

  /** When the statement and its result are forgotten. */
  @JsonIgnore
  Instant expiresAt() {
    return Instant.ofEpochMilli(updatedAt()).plus(KEPT);
  }

  /** A statement of this batch, as if it were one of its own; numbers count from 1. */
  StatementData part(int number) {
    Part part = parts.get(number - 1);
    return new StatementData(
        id + ":" + number,
        order,
        part.sql(),
        part.parameters(),
        createdAt,
        part.progress(),
        List.of());
  }

  StatementData withPart(int number, Progress next) {
    List<Part> changed = new ArrayList<>(parts);
    Part part = parts.get(number - 1);
    changed.set(number - 1, new Part(part.sql(), part.parameters(), next));
    return new StatementData(id, order, sql, parameters, createdAt, progress, List.copyOf(changed));
  }

  StatementData with(Progress next) {
    return new StatementData(id, order, sql, parameters, createdAt, next, parts);
  }

  StatementData at(State next, Instant now) {
    return with(progress.at(next, now.toEpochMilli()));
  }

  /** Run by this process. */
  StatementData by(int pid) {
    return with(progress.by(pid));
  }

  StatementData finished(Instant now, long nanos, long rows, long bytes) {
    return with(progress.finished(now.toEpochMilli(), nanos, rows, bytes, true));
  }

  /** Finished without a result, after it changed some rows. */
  StatementData done(Instant now, long nanos, long rows) {
    return with(progress.finished(now.toEpochMilli(), nanos, rows, 0, false));
  }

  StatementData failed(Instant now, long nanos, String error) {
    return with(progress.failed(now.toEpochMilli(), nanos, error));
  }

  StatementData aborted(Instant now, long nanos) {
    return with(progress.aborted(now.toEpochMilli(), nanos, null));
  }

  /** With every part that has not ended as ended, for this reason. */
  StatementData partsAborted(Instant now, String why) {
    List<Part> all = new ArrayList<>();
    for (Part part : parts) {
      Progress before = part.progress();
      Progress after = before.state().isEnd() ? before : before.aborted(now.toEpochMilli(), 0, why);
      all.add(new Part(part.sql(), part.parameters(), after));
    }
    return new StatementData(id, order, sql, parameters, createdAt, progress, List.copyOf(all));
  }
}
