package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.Price;
import io.querycast.rest.JsonValues;
import io.querycast.rest.Text;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One run that one user asked for.
 *
 * @param id the job's id; also the statement's name and token
 * @param owner the user's id; it never goes over the wire
 * @param query the query's name in the catalogue; null for own SQL
 * @param arguments the checked arguments, defaults included
 * @param sql the analyst's own SQL; null for a query of the catalogue
 * @param version each step forward adds one
 * @param shared what it asks for and may share with others; null if it shares nothing
 * @param usual how long runs of its query usually took when it was submitted; null if that was not
 *     known
 * @param abandon how long nobody must want it before it is stopped; null if it goes on
 * @param cost what it took of the warehouse
 */
public record Job(
    String id,
    String owner,
    String query,
    String title,
    JsonObject arguments,
    String sql,
    long version,
    JobState state,
    Receipt receipt,
    SharedStatement shared,
    Duration usual,
    Duration abandon,
    Cost cost) {

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
    JobState state = new JobState.Submitted(null);
    return new Job(
        id,
        owner,
        query,
        title,
        arguments,
        sql,
        1,
        state,
        Receipt.stored(now),
        null,
        null,
        null,
        Cost.NONE);
  }

  /** Whether it waits for its first step since it was stored. */
  public boolean isNew() {
    return version == 1 && !isEnded();
  }

  /** Whether its latest step is that Redshift has taken it, within a second after it was asked. */
  public boolean wasTakenAtOnce() {
    return version == 2
        && state instanceof JobState.Running run
        && run.startedAt().isBefore(submittedAt().plusSeconds(1));
  }

  public boolean isEnded() {
    return state instanceof JobState.Ended;
  }

  public boolean cancelRequested() {
    return state.cancelRequested();
  }

  public Instant submittedAt() {
    return receipt.stored();
  }

  /** When Redshift accepted its statement; null before that. */
  public Instant startedAt() {
    return state.run() == null ? null : state.run().startedAt();
  }

  /** When it ended; null before that. */
  public Instant endedAt() {
    return state instanceof JobState.Ended ended ? ended.endedAt() : null;
  }

  /** Redshift's id of its statement; null until it is known. */
  public String statementId() {
    return state.run() == null ? null : state.run().statementId();
  }

  /**
   * The id of its statement, by which Redshift and completions name it: the job's own id, or that
   * of the job whose statement it has joined.
   */
  public String statementName() {
    return shared != null && shared.isJoined() ? shared.id() : id;
  }

  /** The same new job, which may share a statement; null for none. It is not stored yet. */
  Job asking(SharedStatement what) {
    return with(version, state, receipt, what);
  }

  /**
   * The same new job, of a query of which more is known. It is not stored yet.
   *
   * @param usual how long its like usually take; null if that is not known
   * @param abandon how long nobody must want it before it is stopped; null if it goes on
   */
  Job expecting(Duration usual, Duration abandon) {
    return new Job(
        id, owner, query, title, arguments, sql, version, state, receipt, shared, usual, abandon,
        cost);
  }

  /** Whether its statement is its own, so that the statement's cost is its own too. */
  public boolean bearsStatement() {
    return statementName().equals(id);
  }

  /** Whether an answer has served it that was there already. */
  public boolean isAnswered() {
    return shared != null && shared.isJoined() && shared.isAnswered();
  }

  /** The same step, for which calls were made. It is not stored yet. */
  Job costing(int calls, Optional<Price> perSecond) {
    return with(cost.with(calls, perSecond, bearsStatement()));
  }

  /**
   * Redshift has ended a statement that the job has started and then let go of, or given up.
   * Returns the same job if it is not for this job to bear, or if it does so already.
   */
  Job told(Statement statement) {
    return lacksCost() && statement.state() != Statement.State.RUNNING
        ? with(cost.of(statement.took())).next(state, receipt)
        : this;
  }

  /** Whether it has ended before its own statement, whose cost is not known yet. */
  boolean lacksCost() {
    return isEnded() && statementId() != null && bearsStatement() && cost.took() == null;
  }

  /**
   * It uses the statement of another job from now on, and is as far as that one. Returns the same
   * job if it is further already.
   */
  Job joined(String statement, Job other, Instant now) {
    if (!(state instanceof JobState.Submitted)) {
      return this;
    }
    SharedStatement joined = shared.with(statement);
    if (other.statementId() != null) {
      JobState running = new JobState.Running(other.statementId(), now, false);
      return with(version + 1, running, receipt.accepted(now), joined);
    }
    QueuePlace place =
        other.isInTheQueue() && queue() == null
            ? new QueuePlace(other.queue().position(), other.queue().reason())
            : queue();
    return with(version + 1, new JobState.Submitted(place), receipt, joined);
  }

  /** The same new job, ended by an answer that was there. It is not stored yet. */
  Job answeredFromTheStart(Answer answer) {
    return answered(version, answer, submittedAt());
  }

  /** An answer serves it. Returns the same job if it is further already. */
  Job answered(Answer answer, Instant now) {
    return state instanceof JobState.Submitted && !shared.isJoined()
        ? answered(version + 1, answer, now)
        : this;
  }

  private Job answered(long version, Answer answer, Instant now) {
    JobState.Running run = new JobState.Running(answer.statementId(), now, false);
    JobState finished = new JobState.Finished(run, now, answer.result());
    return with(cost.of(answer.took())).with(version, finished, receipt, shared.with(answer));
  }

  /**
   * Whether it needs this statement: it has it, or is about to join it or to start its own.
   *
   * @param asked a hash of what the statement answers
   */
  boolean uses(String asked, String statement) {
    return shared != null
        && shared.asked().equals(asked)
        && !isEnded()
        && !cancelRequested()
        && (statementName().equals(statement) || (!shared.isJoined() && statementId() == null));
  }

  /**
   * Its user does not want it, and other jobs use its statement, so it need not wait for Redshift.
   * Returns the same job if it has ended.
   */
  Job letGo(Instant now) {
    return state instanceof JobState.Running run && run.cancelRequested()
        ? next(new JobState.Cancelled(run, now), receipt)
        : this;
  }

  /** Its place while it waits for room in Redshift; else null. */
  QueuePlace queue() {
    return state instanceof JobState.Submitted waiting ? waiting.queue() : null;
  }

  /** What it left in Redshift; null if it has not finished. */
  public JobResult result() {
    return state instanceof JobState.Finished finished ? finished.result() : null;
  }

  /** Whether there is a result set to read, or was until it was lost. */
  public boolean hasRows() {
    return result() != null && result().hasRows();
  }

  /** Why it failed, or why its result is gone; else null. */
  public JobError error() {
    if (state instanceof JobState.Failed failed) {
      return failed.error();
    }
    return result() == null ? null : result().loss();
  }

  /**
   * Redshift has no room for it yet, or its place has changed. Returns the same job if it is
   * further already, or has that place already.
   */
  Job queued(QueuePlace place) {
    if (!(state instanceof JobState.Submitted waiting) || waiting.isPassedOver()) {
      return this;
    }
    QueuePlace next = queue() == null ? place : place.withFailures(queue().failures());
    return next.equals(queue()) ? this : next(new JobState.Submitted(next), receipt);
  }

  /**
   * Redshift answered its statement with an error while it took others. Returns the same job if it
   * is further already.
   */
  Job failedAlone() {
    if (!(state instanceof JobState.Submitted)) {
      return this;
    }
    QueuePlace place =
        queue() == null ? new QueuePlace(1, Unavailable.Reason.UNREACHABLE) : queue();
    return next(new JobState.Submitted(place.withFailures(place.failures() + 1)), receipt);
  }

  /** Whether it waits for room in the queue with the others. */
  boolean isInTheQueue() {
    return queue() != null && !queue().isPassedOver();
  }

  /** Whether it waits outside the queue, because only its own statement draws errors. */
  boolean isPassedOver() {
    return state instanceof JobState.Submitted waiting && waiting.isPassedOver();
  }

  /**
   * The same new job, which is not tried before the jobs that already wait. It is not stored yet,
   * so this need not count as a step.
   */
  Job queuedFromTheStart(QueuePlace place) {
    return with(version, new JobState.Submitted(place), receipt);
  }

  /**
   * Whether a statement may run that nobody wants. The job was cancelled or given up before its
   * statement was known, but the statement may have been on its way.
   */
  boolean mayHaveStrayStatement() {
    boolean isGivenUp =
        state instanceof JobState.Failed failed
            && (failed.error().code() == JobError.Code.TIME_LIMIT
                || failed.error().code() == JobError.Code.STATEMENT_UNANSWERED);
    return state.run() == null && (state instanceof JobState.Cancelled || isGivenUp);
  }

  /** Redshift has the statement. Returns the same job if it is further already. */
  Job accepted(String statement, Instant now) {
    return state instanceof JobState.Submitted
        ? next(new JobState.Running(statement, now, false), receipt.accepted(now))
        : this;
  }

  /**
   * Redshift ended the statement. Returns the same job if Redshift has not, or if the job has
   * ended.
   */
  Job ended(Statement statement, LearnedFrom from, Instant now) {
    if (isEnded() || statement.state() == Statement.State.RUNNING) {
      return this;
    }
    // The news may overtake the answer to the start.
    JobState.Running run =
        state.run() == null
            ? new JobState.Running(statement.id(), statement.endedAt(), false)
            : state.run();
    return with(cost.of(statement.took()))
        .next(ending(statement, run), receipt.learned(statement.endedAt(), now, from));
  }

  private static JobState ending(Statement statement, JobState.Running run) {
    Instant at = statement.endedAt();
    if (statement.state() == Statement.State.FINISHED) {
      return new JobState.Finished(run, at, JobResult.of(statement));
    }
    if (statement.state() == Statement.State.FAILED) {
      return new JobState.Failed(
          run, at, new JobError(JobError.Code.STATEMENT_FAILED, statement.error()));
    }
    return run.cancelRequested()
        ? new JobState.Cancelled(run, at)
        : new JobState.Failed(
            run,
            at,
            new JobError(
                JobError.Code.STATEMENT_ABORTED,
                "The statement was stopped in Redshift. Run it again."));
  }

  /** The job can't go on. Returns the same job if it has ended. */
  Job failed(JobError why, LearnedFrom from, Instant now) {
    return isEnded()
        ? this
        : next(new JobState.Failed(state.run(), now, why), receipt.learned(null, now, from));
  }

  /**
   * Its user no longer wants it. If Redshift has no statement yet, the job ends at once; else it
   * ends when Redshift says so. Returns the same job if it has ended, or if the user asked before.
   */
  Job cancelRequested(Instant now) {
    if (isEnded() || cancelRequested()) {
      return this;
    }
    return state instanceof JobState.Running run
        ? next(new JobState.Running(run.statementId(), run.startedAt(), true), receipt)
        : next(new JobState.Cancelled(null, now), receipt);
  }

  /**
   * Redshift has dropped the result, early or on time; from now on the job says so. Returns the
   * same job if it has no result, or said so before.
   */
  Job expired(Instant now) {
    return state instanceof JobState.Finished finished && !hasLostResult()
        ? next(
            new JobState.Finished(finished.run(), finished.endedAt(), finished.result().lost(now)),
            receipt)
        : this;
  }

  /** Whether the last step was not an ending, but the loss of a result after the ending. */
  public boolean hasLostResult() {
    return result() != null && result().loss() != null;
  }

  private Job next(JobState state, Receipt receipt) {
    return with(version + 1, state, receipt);
  }

  private Job with(long version, JobState state, Receipt receipt) {
    return with(version, state, receipt, shared);
  }

  private Job with(long version, JobState state, Receipt receipt, SharedStatement shared) {
    return new Job(
        id, owner, query, title, arguments, sql, version, state, receipt, shared, usual, abandon,
        cost);
  }

  private Job with(Cost cost) {
    return new Job(
        id, owner, query, title, arguments, sql, version, state, receipt, shared, usual, abandon,
        cost);
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
        .add("arguments", JsonValues.exact(arguments))
        .add("sql", JsonValues.text(sqlText))
        .add("state", state.name())
        .add("version", version)
        .add("cancelRequested", cancelRequested())
        .add("queue", queue() == null ? JsonValue.NULL : queue().toJson())
        .add("usual", JsonValues.text(usual == null ? null : usual.toString()))
        .add("rowCount", JsonValues.number(result() == null ? null : result().rowCount()))
        .add("resultBytes", JsonValues.number(result() == null ? null : result().bytes()))
        .add("submittedAt", JsonValues.time(submittedAt()))
        .add("startedAt", JsonValues.time(startedAt()))
        .add("endedAt", JsonValues.time(endedAt()))
        .add("expiresAt", JsonValues.time(result() == null ? null : result().expiresAt()))
        .add("error", error() == null ? JsonValue.NULL : error().toJson())
        .add("receipt", receipt.toJson())
        .add("served", served())
        .add("cost", cost.toJson(bearsStatement()))
        .build();
  }

  /** Which statement serves it; null as long as that is not known. */
  public JsonValue served() {
    boolean isShared = shared != null && shared.isJoined();
    if (!isShared && statementId() == null) {
      return JsonValue.NULL;
    }
    return JSON.createObjectBuilder()
        .add("by", isAnswered() ? "answer" : isShared ? "shared" : "statement")
        .add("statement", statementName())
        .add("age", JsonValues.text(isAnswered() ? age().toString() : null))
        .build();
  }

  /** How old the answer was when the job was asked for. The clocks of two services may differ. */
  private Duration age() {
    Duration age = Duration.between(shared.asOf(), submittedAt()).truncatedTo(ChronoUnit.SECONDS);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
