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
 * One run, asked for by one user.
 *
 * @param id the job's, and so the statement's name and token
 * @param owner the user's id; never on the wire
 * @param query the catalogue's name of what was asked; null for own SQL
 * @param arguments as they were checked, defaults included
 * @param sql the analyst's own; null for a query of the catalogue
 * @param version one more with each step forward
 * @param queue where it waits for room in Redshift; null unless it does
 * @param statementId Redshift's; null until it is known
 * @param hasRows whether there is a result set to read
 * @param rowCount null until the job finished
 * @param resultBytes as Redshift counts them; null until the job finished
 * @param expiresAt when Redshift forgets the result, or was found to have; null until the job
 *     finished
 * @param error why the job failed, or why its result is gone before its time; null otherwise
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

  /** How long Redshift keeps a result: the Data API's documented 24 hours. */
  public static final Duration RESULT_LIFE = Duration.ofHours(24);

  /** As many characters of own SQL go into pushes and snapshots, whose frames are small. */
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
   * Redshift has no room for it yet, or its place has changed; the same job if it is further
   * already, or stands there.
   */
  Job queued(QueuePlace place) {
    QueuePlace next = queue == null ? place : place.withFailures(queue.failures());
    if (state != JobState.SUBMITTED || isPassedOver() || next.equals(queue)) {
      return this;
    }
    return new Step(this).queue(next).next();
  }

  /**
   * Redshift has answered its statement with an error, and others not; the same job if it is
   * further already.
   */
  Job failedAlone() {
    if (state != JobState.SUBMITTED) {
      return this;
    }
    QueuePlace place = queue == null ? new QueuePlace(1, Unavailable.Reason.UNREACHABLE) : queue;
    return new Step(this).queue(place.withFailures(place.failures() + 1)).next();
  }

  /** Whether it waits for room among the others. */
  boolean isInTheQueue() {
    return queue != null && !queue.isPassedOver();
  }

  /** Whether it waits where it is in nobody's way, since its statement alone draws errors. */
  boolean isPassedOver() {
    return queue != null && queue.isPassedOver();
  }

  /** The same new job, which is not tried before those that wait already. */
  Job queuedFromTheStart(QueuePlace place) {
    return new Step(this).queue(place).same();
  }

  /**
   * Whether a statement may run that nobody wants: the job was cancelled, or given up, before one
   * was known, but it may have been on its way.
   */
  boolean mayHaveStrayStatement() {
    boolean givenUp =
        error != null
            && (error.code() == JobError.Code.TIME_LIMIT
                || error.code() == JobError.Code.STATEMENT_UNANSWERED);
    return statementId == null && (state == JobState.CANCELLED || givenUp);
  }

  /** Redshift has the statement; the same job if it is further already. */
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

  /** Redshift ended the statement; the same job if it has not, or if the job has ended. */
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

  /** The job can't go on; the same job if it has ended. */
  Job failed(JobError why, LearnedFrom from, Instant now) {
    if (isEnded()) {
      return this;
    }
    return new Step(this).failed(why).endedAt(now).receipt(receipt.learned(null, now, from)).next();
  }

  /**
   * Its user wants it no more: at once where Redshift has no statement yet, else when Redshift says
   * so; the same job if it has ended or was asked before.
   */
  Job cancelRequested(Instant now) {
    if (isEnded() || cancelRequested) {
      return this;
    }
    Step step = new Step(this).cancelRequested();
    return statementId == null ? step.state(JobState.CANCELLED).endedAt(now).next() : step.next();
  }

  /**
   * Redshift has given the result up, before or at its time: from now on the job says so. The same
   * job if it has no result, or said so before.
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

  /** Whether the last step was no ending, but the loss of a result after it. */
  public boolean hasLostResult() {
    return error != null && error.code() == JobError.Code.RESULT_EXPIRED;
  }

  /** The job as REST has it. */
  public JsonObject toJson() {
    return toJson(sql);
  }

  /** The job as pushes and snapshots have it: of long SQL the beginning only. */
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

  /** A step forward, while its changes are gathered. */
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

    /** A job that has left its first state waits no more. */
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

    /** What was not stored yet need not count as a step. */
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
