package io.querycast.job;

import io.querycast.Settings;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import io.querycast.warehouse.Warehouse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Follows the statements of jobs to their ends, however the news arrives. */
@Singleton
public class StatementFollower {
  private final JobStore store;
  private final Warehouse warehouse;
  private final InstantSource clock;
  private final Settings settings;
  private final StatementStarter starter;
  private final JobSteps steps;
  private final SharedStatements shared;
  private final Abandonment abandonment;

  @Inject
  StatementFollower(
      JobStore store,
      Warehouse warehouse,
      InstantSource clock,
      Settings settings,
      StatementStarter starter,
      JobSteps steps,
      SharedStatements shared,
      Abandonment abandonment) {
    this.store = store;
    this.warehouse = warehouse;
    this.clock = clock;
    this.settings = settings;
    this.starter = starter;
    this.steps = steps;
    this.shared = shared;
    this.abandonment = abandonment;
  }

  /**
   * Takes news about a job, or about the statement that was named after it, from any source. It
   * asks Redshift for the state of the statement, and stores an ending. News about a job that has
   * ended changes nothing.
   *
   * @return false if there is no such job
   * @throws Unavailable if Redshift can't be asked now. The sweeper asks again after a while. If
   *     the job has been open for longer than a job may run, the sweeper gives it up with a reason.
   */
  public boolean learn(String id, LearnedFrom from) {
    Optional<Job> known = store.find(id);
    if (known.isEmpty()) {
      return false;
    }
    Job job = known.get();
    if (job.isEnded() && from == LearnedFrom.EVENT) {
      // It may have let go of its statement, or its node died before the other jobs were told.
      tellCost(job);
      job = shared.heir(job).orElse(job);
    }
    try {
      if (!job.isEnded()) {
        ask(job, from);
      } else if (job.mayHaveStrayStatement() && from == LearnedFrom.SWEEPER) {
        stopStray(job);
      }
    } catch (Unavailable e) {
      putOff(job, e);
      throw e;
    } catch (RuntimeException e) {
      // So that it does not hold up all jobs that are due after it.
      store.postpone(job, clock.instant().plus(settings.quietAfter()));
      throw e;
    }
    return true;
  }

  /**
   * Waits until a job's statement ends, or until the time is over. It stores an ending.
   *
   * @param seconds how long to wait, from 1 to 30
   * @throws Unavailable if Redshift can't be asked now
   */
  public void await(Job job, int seconds) {
    warehouse
        .await(job.statementId(), seconds)
        .filter(statement -> statement.state() != Statement.State.RUNNING)
        .ifPresent(statement -> shared.end(job, statement, LearnedFrom.WAIT));
  }

  /** A job that ended before its statement bears it nevertheless. */
  private void tellCost(Job job) {
    if (job.lacksCost()) {
      warehouse
          .describe(job.statementId())
          .ifPresent(statement -> steps.change(job, before -> before.told(statement)));
    }
  }

  private void stopStray(Job job) {
    shared.stopStrays(job);
    store.settle(job);
  }

  private void ask(Job known, LearnedFrom from) {
    Job job = known;
    if (known.statementId() == null) {
      if (hasWaitedTooLong(known) && warehouse.find(known.statementName()).isEmpty()) {
        // After a long stop Redshift no longer knows the token: a start now might run it a second
        // time.
        giveUp(known, known.isPassedOver() ? reason(known) : "The server was not available.");
        return;
      }
      JobStore.Text text = store.text(known.id());
      // A job that waits already keeps its place.
      job = known.queue() == null ? starter.startOrQueue(known, text) : starter.start(known, text);
    }
    if (job.isEnded() || job.queue() != null) {
      return;
    }
    Optional<Statement> statement = warehouse.describe(job.statementId());
    Instant now = clock.instant();
    if (statement.isEmpty()) {
      JobError lost =
          new JobError(
              JobError.Code.STATEMENT_LOST, "Redshift no longer has the statement. Run it again.");
      steps.change(job, before -> before.failed(lost, from, now));
    } else if (statement.get().state() != Statement.State.RUNNING) {
      shared.end(job, statement.get(), from);
    } else if (job.startedAt().plus(settings.timeLimit()).isBefore(now)) {
      JobError late =
          new JobError(
              JobError.Code.TIME_LIMIT,
              "The job ran longer than %d minutes and was stopped. Ask for less at a time."
                  .formatted(settings.timeLimit().toMinutes()));
      stop(job, late, now);
    } else if (from == LearnedFrom.SWEEPER && abandonment.isAbandoned(job)) {
      stop(job, Abandonment.error(), now);
    } else {
      // The first call may not have reached Redshift.
      Job left = job.cancelRequested() ? shared.letGo(job) : job;
      if (!left.isEnded()) {
        store.postpone(left, now.plus(settings.quietAfter()));
      }
    }
  }

  private void putOff(Job known, Unavailable why) {
    Instant now = clock.instant();
    if (!known.isEnded() && known.statementId() == null && hasWaitedTooLong(known)) {
      giveUp(known, why.getMessage());
      return;
    }
    if (known.statementId() != null && isForgotten(known, now)) {
      JobError lost =
          new JobError(
              JobError.Code.STATEMENT_LOST,
              "Redshift could not say how the statement ended before it forgot it. Run it again.");
      steps.change(known, before -> before.failed(lost, LearnedFrom.SWEEPER, now));
      return;
    }
    // A waiting job is no work for the sweeper, unless it has just been passed over.
    Job job = known.queue() == null ? known : store.find(known.id()).orElse(known);
    if (job.queue() == null) {
      store.postpone(job, now.plus(settings.quietAfter()));
    } else if (job.isPassedOver()) {
      int doublings = Math.min(job.queue().timesPassedOver(), StatementStarter.MOST_PASSES) - 1;
      store.postpone(job, now.plus(settings.quietAfter().multipliedBy(1L << doublings)));
    }
  }

  /** Whether the job must have ended by now, and Redshift must have forgotten its result. */
  private boolean isForgotten(Job job, Instant now) {
    return job.startedAt().plus(settings.timeLimit()).plus(JobResult.LIFE).isBefore(now);
  }

  private static String reason(Job waiting) {
    return waiting.queue().reason().words();
  }

  /** Whether the job has waited for its start for as long as a job may. */
  boolean hasWaitedTooLong(Job job) {
    return job.submittedAt().plus(settings.timeLimit()).isBefore(clock.instant());
  }

  /** Ends a job that has waited for as long as a job may. */
  void giveUp(Job job, String why) {
    JobError error =
        new JobError(
            JobError.Code.TIME_LIMIT,
            "%s The job has waited as long as a job may: run it again later.".formatted(why));
    steps.change(job, before -> before.failed(error, LearnedFrom.SWEEPER, clock.instant()));
  }

  private void stop(Job job, JobError why, Instant now) {
    boolean isStopped = shared.stopIfLast(job, job.statementId());
    steps.change(job, before -> before.failed(why, LearnedFrom.SWEEPER, now));
    if (!isStopped) {
      // The others may have ended in the meantime.
      boolean unused = shared.stopIfLast(job, job.statementId());
    }
  }
}
