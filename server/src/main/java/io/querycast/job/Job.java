package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.JsonValues;
import io.querycast.rest.Text;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;

/**
 * One run that one user asked for.
 *
 * @param id the job's id; also the statement's name and token
 * @param owner the user's id; it never goes over the wire
 * @param query the query's name in the catalogue; null for own SQL
 * @param arguments the checked arguments, defaults included
 * @param sql the analyst's own SQL; null for a query of the catalogue
 * @param version each step forward adds one
 * @param queue its place while it waits for room in Redshift; else null
 * @param statementId Redshift's id; null until it is known
 * @param hasRows whether there is a result set to read
 * @param rowCount null until the job finished
 * @param resultBytes the size as Redshift counts it; null until the job finished
 * @param expiresAt when Redshift forgets the result, or when it was found to be gone; null until
 *     the job finished
 * @param error why the job failed, or why its result was lost early; otherwise null
 */
public record Job(
    String id,
    String owner,
    String query,
    String title,
    JsonObject arguments,
    String sql,
    JobState state,
    long version,
    boolean cancelRequested,
    QueuePlace queue,
    String statementId,
    boolean hasRows,
    Long rowCount,
    Long resultBytes,
    Instant submittedAt,
    Instant startedAt,
    Instant endedAt,
    Instant expiresAt,
    JobError error,
    Receipt receipt) {

  /** Redshift keeps a result for this long: the Data API documents 24 hours. */
  public static final Duration RESULT_LIFE = Duration.ofHours(24);

  /** Pushes and snapshots hold at most this many characters of own SQL: their frames are small. */
  private static final int BRIEF_SQL = 500;

  static Job submitted(
      String id,
      String owner,
      String query,
      String title,
      JsonObject arguments,
      String sql,
      Instant now) {
    return new Job(
        id,
        owner,
        query,
        title,
        arguments,
        sql,
        JobState.SUBMITTED,
        1,
        false,
        null,
        null,
        false,
        null,
        null,
        now,
        null,
        null,
        null,
        null,
        Receipt.stored(now));
  }

  public boolean isEnded() {
    return state.isEnded();
  }

  /**
   * Redshift has no room for it yet, or its place has changed. Returns the same job if it is
   * further already, or has that place already.
   */
  Job queued(QueuePlace place) {
    QueuePlace next = queue == null ? place : place.withFailures(queue.failures());
    if (state != JobState.SUBMITTED || isPassedOver() || next.equals(queue)) {
      return this;
    }
    return new Step(this).queue(next).next();
  }

  /**
   * Redshift answered its statement with an error while it took others. Returns the same job if it
   * is further already.
   */
  Job failedAlone() {
    if (state != JobState.SUBMITTED) {
      return this;
    }
    QueuePlace place = queue == null ? new QueuePlace(1, Unavailable.Reason.UNREACHABLE) : queue;
    return new Step(this).queue(place.withFailures(place.failures() + 1)).next();
  }

  /** Whether it waits for room in the queue with the others. */
  boolean isInTheQueue() {
    return queue != null && !queue.isPassedOver();
  }

  /** Whether it waits outside the queue, because only its own statement draws errors. */
  boolean isPassedOver() {
    return queue != null && queue.isPassedOver();
  }

  /** The same new job, which is not tried before the jobs that already wait. */
  Job queuedFromTheStart(QueuePlace place) {
    return new Step(this).queue(place).same();
  }

  /**
   * Whether a statement may run that nobody wants. The job was cancelled or given up before its
   * statement was known, but the statement may have been on its way.
   */
  boolean mayHaveStrayStatement() {
    boolean givenUp =
        error != null
            && (error.code() == JobError.Code.TIME_LIMIT
                || error.code() == JobError.Code.STATEMENT_UNANSWERED);
    return statementId == null && (state == JobState.CANCELLED || givenUp);
  }

  /** Redshift has the statement. Returns the same job if it is further already. */
  Job accepted(String statement, Instant now) {
    if (!state.isBefore(JobState.RUNNING)) {
      return this;
    }
    return new Step(this)
        .state(JobState.RUNNING)
        .statementId(statement)
        .startedAt(now)
        .receipt(receipt.accepted(now))
        .next();
  }

  /**
   * Redshift ended the statement. Returns the same job if Redshift has not, or if the job has
   * ended.
   */
  Job ended(Statement statement, LearnedFrom from, Instant now) {
    if (isEnded()) {
      return this;
    }
    Step step =
        new Step(this)
            .endedAt(statement.endedAt())
            .receipt(receipt.learned(statement.endedAt(), now, from));
    return switch (statement.state()) {
      case RUNNING -> this;
      case FINISHED ->
          step.state(JobState.FINISHED)
              .result(statement, statement.endedAt().plus(RESULT_LIFE))
              .next();
      case FAILED ->
          step.failed(new JobError(JobError.Code.STATEMENT_FAILED, statement.error())).next();
      case ABORTED ->
          cancelRequested
              ? step.state(JobState.CANCELLED).next()
              : step.failed(
                      new JobError(
                          JobError.Code.STATEMENT_ABORTED,
                          "The statement was stopped in Redshift. Run it again."))
                  .next();
    };
  }

  /** The job can't go on. Returns the same job if it has ended. */
  Job failed(JobError why, LearnedFrom from, Instant now) {
    if (isEnded()) {
      return this;
    }
    return new Step(this).failed(why).endedAt(now).receipt(receipt.learned(null, now, from)).next();
  }

  /**
   * Its user no longer wants it. If Redshift has no statement yet, the job ends at once; else it
   * ends when Redshift says so. Returns the same job if it has ended, or if the user asked before.
   */
  Job cancelRequested(Instant now) {
    if (isEnded() || cancelRequested) {
      return this;
    }
    Step step = new Step(this).cancelRequested();
    return statementId == null ? step.state(JobState.CANCELLED).endedAt(now).next() : step.next();
  }

  /**
   * Redshift has dropped the result, early or on time; from now on the job says so. Returns the
   * same job if it has no result, or said so before.
   */
  Job expired(Instant now) {
    if (state != JobState.FINISHED || error != null) {
      return this;
    }
    Step step =
        new Step(this)
            .error(
                new JobError(
                    JobError.Code.RESULT_EXPIRED, "Redshift no longer has this job's result."));
    return now.isBefore(expiresAt) ? step.expiresAt(now).next() : step.next();
  }

  /** Whether the last step was not an ending, but the loss of a result after the ending. */
  public boolean hasLostResult() {
    return error != null && error.code() == JobError.Code.RESULT_EXPIRED;
  }

  /** The job as REST shows it. */
  public JsonObject toJson() {
    return toJson(sql);
  }

  /** The job as pushes and snapshots show it: only the beginning of long SQL. */
  public JsonObject toBriefJson() {
    boolean isLong = sql != null && sql.length() > BRIEF_SQL;
    return toJson(isLong ? Text.cut(sql, BRIEF_SQL) + " ..." : sql);
  }

  private JsonObject toJson(String sqlText) {
    return JSON.createObjectBuilder()
        .add("id", id)
        .add("query", JsonValues.text(query))
        .add("title", title)
        .add("arguments", arguments)
        .add("sql", JsonValues.text(sqlText))
        .add("state", state.name())
        .add("version", version)
        .add("cancelRequested", cancelRequested)
        .add("queue", queue == null ? JsonValue.NULL : queue.toJson())
        .add("rowCount", JsonValues.number(rowCount))
        .add("resultBytes", JsonValues.number(resultBytes))
        .add("submittedAt", JsonValues.time(submittedAt))
        .add("startedAt", JsonValues.time(startedAt))
        .add("endedAt", JsonValues.time(endedAt))
        .add("expiresAt", JsonValues.time(expiresAt))
        .add("error", error == null ? JsonValue.NULL : error.toJson())
        .add("receipt", receipt.toJson())
        .build();
  }

  /** Collects the changes of one step forward. */
  private static final class Step {
    private final Job job;
    private JobState state;
    private boolean cancelRequested;
    private QueuePlace queue;
    private String statementId;
    private boolean hasRows;
    private Long rowCount;
    private Long resultBytes;
    private Instant startedAt;
    private Instant endedAt;
    private Instant expiresAt;
    private JobError error;
    private Receipt receipt;

    Step(Job job) {
      this.job = job;
      state = job.state;
      queue = job.queue;
      cancelRequested = job.cancelRequested;
      statementId = job.statementId;
      startedAt = job.startedAt;
      receipt = job.receipt;
      hasRows = job.hasRows;
      rowCount = job.rowCount;
      resultBytes = job.resultBytes;
      endedAt = job.endedAt;
      expiresAt = job.expiresAt;
    }

    /** A job that has left its first state no longer waits. */
    Step state(JobState next) {
      state = next;
      queue = null;
      return this;
    }

    Step queue(QueuePlace place) {
      queue = place;
      return this;
    }

    Step statementId(String id) {
      statementId = id;
      return this;
    }

    Step cancelRequested() {
      cancelRequested = true;
      return this;
    }

    Step startedAt(Instant at) {
      startedAt = at;
      return this;
    }

    Step endedAt(Instant at) {
      endedAt = at;
      return this;
    }

    Step receipt(Receipt next) {
      receipt = next;
      return this;
    }

    Step result(Statement statement, Instant until) {
      hasRows = statement.hasRows();
      rowCount = statement.rowCount();
      resultBytes = statement.resultBytes();
      expiresAt = until;
      return this;
    }

    Step expiresAt(Instant at) {
      expiresAt = at;
      return this;
    }

    Step error(JobError why) {
      error = why;
      return this;
    }

    Step failed(JobError why) {
      return error(why).state(JobState.FAILED);
    }

    Job next() {
      return with(job.version + 1);
    }

    /** For a change of something that was not stored yet: it need not count as a step. */
    Job same() {
      return with(job.version);
    }

    private Job with(long version) {
      return new Job(
          job.id,
          job.owner,
          job.query,
          job.title,
          job.arguments,
          job.sql,
          state,
          version,
          cancelRequested,
          queue,
          statementId,
          hasRows,
          rowCount,
          resultBytes,
          job.submittedAt,
          startedAt,
          endedAt,
          expiresAt,
          error,
          receipt);
    }
  }
}
