package io.querycast.job;

import io.querycast.Traces;
import io.querycast.warehouse.Refused;
import io.querycast.warehouse.Unavailable;
import io.querycast.warehouse.Warehouse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the statements of jobs. Each is started once, even after several tries. */
@Singleton
class StatementStarter {
  private static final Logger LOG = Logger.getLogger(StatementStarter.class.getName());

  /** Clocks differ and calls take time, so a token is not trusted up to its last minute. */
  private static final Duration TOKEN_MARGIN = Duration.ofMinutes(30);

  /** A job that was passed over is tried again this many times; the pause doubles each time. */
  static final int MOST_PASSES = 5;

  private final JobStore store;
  private final Warehouse warehouse;
  private final InstantSource clock;
  private final QueueDepth depth;
  private final JobSteps steps;
  private final SharedStatements shared;

  @Inject
  StatementStarter(
      JobStore store,
      Warehouse warehouse,
      InstantSource clock,
      QueueDepth depth,
      JobSteps steps,
      SharedStatements shared) {
    this.store = store;
    this.warehouse = warehouse;
    this.clock = clock;
    this.depth = depth;
    this.steps = steps;
    this.shared = shared;
  }

  /** Whether the account's quota has room for a start now. */
  boolean mayStart() {
    return warehouse.mayStart();
  }

  /** Starts a job's statement. If Redshift can't take it now, the job waits for room. */
  Job startOrQueue(Job job, JobStore.Text text) {
    try {
      return start(job, text);
    } catch (Unavailable e) {
      return queue(job, nextPlace(e.reason()));
    }
  }

  /** A place behind all jobs that wait. */
  QueuePlace nextPlace(Unavailable.Reason reason) {
    depth.added();
    return new QueuePlace(depth.waiting(), reason);
  }

  /** The job waits for room at that place. */
  Job queue(Job job, QueuePlace place) {
    return steps.change(job, before -> before.queued(place));
  }

  /**
   * Starts a job's statement, or finds the one that was started before, and stores that.
   *
   * @throws Unavailable if Redshift can't take it now; then the job stays as it is
   */
  Job start(Job job) {
    return start(job, store.text(job.id()));
  }

  /** The same, for a caller that already has the text. */
  Job start(Job known, JobStore.Text text) {
    Job job = shared.join(known);
    boolean waitsWithOthers = job.queue() != null && known.queue() == null;
    if (job.isEnded() || job.statementId() != null || waitsWithOthers) {
      return job;
    }
    String statementId;
    try {
      statementId =
          shared.statementId(job).or(() -> startedLongAgo(job)).orElseGet(() -> started(job, text));
    } catch (Refused e) {
      return shared.fail(job, new JobError(JobError.Code.STATEMENT_REFUSED, e.getMessage()));
    }
    Job started = steps.change(job, before -> before.accepted(statementId, clock.instant()));
    if (started.state() instanceof JobState.Cancelled) {
      // It was cancelled while it was being started; at that time there was no statement to stop.
      stopIfPossible(started, statementId);
    } else {
      shared.started(job, started);
    }
    return started;
  }

  /**
   * Lets a job that waits share the statement of others. If that runs already, the job runs too;
   * otherwise all wait for it.
   */
  Job share(Job job) {
    return shared.join(job);
  }

  private String started(Job job, JobStore.Text text) {
    try {
      String statementId =
          Traces.during(
              Traces.Step.START,
              job.id(),
              () -> warehouse.start(job.statementName(), text.sql(), text.values()));
      depth.answered(job.id());
      return statementId;
    } catch (Refused e) {
      depth.answered(job.id());
      throw e;
    } catch (Unavailable e) {
      if (e.reason() == Unavailable.Reason.UNREACHABLE) {
        failed(job);
      }
      throw e;
    }
  }

  /**
   * Redshift did not answer, or answered with an error. If it takes other statements meanwhile, the
   * fault is the job's own, and the others need not wait for it.
   */
  private void failed(Job job) {
    if (!depth.failedAlone(job.id())) {
      return;
    }
    Job now = steps.change(job, Job::failedAlone);
    if (now.isPassedOver()) {
      LOG.log(Level.WARNING, "Redshift answers only this job with errors: {0}", job.id());
      if (now.queue().timesPassedOver() >= MOST_PASSES) {
        giveUpAlone(now);
      }
    }
  }

  /** Redshift may have accepted it all the same, so it is asked first. */
  private void giveUpAlone(Job job) {
    Optional<String> statement = warehouse.find(job.statementName());
    Instant now = clock.instant();
    JobError why =
        new JobError(
            JobError.Code.STATEMENT_UNANSWERED,
            "Redshift answered only this statement with errors, each time. Change it, or tell the"
                + " operator of Redshift.");
    steps.change(
        job,
        before ->
            statement.isPresent()
                ? before.accepted(statement.get(), now)
                : before.failed(why, LearnedFrom.SWEEPER, now));
  }

  /** Redshift forgets a token after some time, and would then run the statement a second time. */
  private Optional<String> startedLongAgo(Job job) {
    boolean isOwn = job.statementName().equals(job.id());
    Instant first = isOwn ? job.submittedAt() : JobId.madeAt(job.statementName());
    Instant forgotten = first.plus(Warehouse.TOKEN_LIFE.minus(TOKEN_MARGIN));
    return clock.instant().isBefore(forgotten)
        ? Optional.empty()
        : warehouse.find(job.statementName());
  }

  private void stopIfPossible(Job job, String statementId) {
    try {
      shared.stopIfLast(job, statementId);
    } catch (Unavailable e) {
      LOG.log(Level.WARNING, "A cancelled statement could not be stopped: {0}", statementId);
    }
  }
}
