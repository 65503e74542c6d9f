package io.querycast.job;

import io.querycast.Settings;
import io.querycast.identity.User;
import io.querycast.query.Queries;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Refused;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import io.querycast.warehouse.Warehouse;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What can be done with jobs. Each step is stored first and told after. */
@Singleton
public class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class.getName());

  /** What a snapshot shows of the jobs that have ended. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  /** Clocks and calls take their time: a token is not relied on to its last minute. */
  private static final Duration TOKEN_MARGIN = Duration.ofMinutes(30);

  /** So often a job that was passed over is tried again, after pauses that double. */
  private static final int MOST_PASSES = 5;

  /** As many jobs as a snapshot holds. */
  private static final int SNAPSHOT_JOBS = 50;

  private final Queries queries;
  private final JobStore store;
  private final Warehouse warehouse;
  private final InstantSource clock;
  private final Settings settings;
  private final Room room;
  private final Event<JobChanged> changed;

  @Inject
  Jobs(
      Queries queries,
      JobStore store,
      Warehouse warehouse,
      InstantSource clock,
      Settings settings,
      Room room,
      Event<JobChanged> changed) {
    this.queries = queries;
    this.store = store;
    this.warehouse = warehouse;
    this.clock = clock;
    this.settings = settings;
    this.room = room;
    this.changed = changed;
  }

  /**
   * Stores a job, then starts its statement. Once it is stored it is accepted: whatever fails from
   * then on is mended by the sweeper, on this node or another.
   *
   * @param key the user's idempotency key: the same one gives the same job; null for none
   * @throws Problem when what is asked for can't be run; then nothing is stored
   */
  Job submit(User user, Submission asked, String key) {
    Draft draft = Draft.of(asked, user, queries);
    if (room.isFullFor(user.id())) {
      Optional<Job> known = key == null ? Optional.empty() : store.byKey(user.id(), key);
      if (known.isPresent()) {
        return known.get();
      }
      throw new Problem(
          ErrorCode.TOO_MANY_JOBS,
          "%d of your jobs wait already: ask again when some have started, or cancel some."
              .formatted(Room.MOST_WAITING));
    }
    Instant now = clock.instant();
    Job job =
        Job.submitted(
            JobId.next(now),
            user.id(),
            asked.query(),
            draft.title(),
            draft.arguments(),
            asked.sql(),
            now);
    if (room.waiting() > 0) {
      // Whoever came before is first.
      job = job.queuedFromTheStart(nextPlace(room.reason()));
    }
    Optional<Job> known = store.create(job, draft.text(), key);
    if (known.isPresent()) {
      return known.get();
    }
    changed.fire(new JobChanged(job));
    if (job.queue() != null) {
      return job;
    }
    try {
      return startOrQueue(job, draft.text());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A job is stored and not yet started: {0}", e.getClass().getName());
      return job;
    }
  }

  private Job startOrQueue(Job job, JobStore.Text text) {
    try {
      return start(job, text);
    } catch (Unavailable e) {
      return queue(job, nextPlace(e.reason()));
    }
  }

  private QueuePlace nextPlace(Unavailable.Reason reason) {
    room.added();
    return new QueuePlace(room.waiting(), reason);
  }

  /** The job waits for room at that place. */
  Job queue(Job job, QueuePlace place) {
    return change(job, before -> before.queued(place));
  }

  /**
   * Starts a job's statement, or finds it where it was started before, and stores that.
   *
   * @throws Unavailable when Redshift can't take it now; then the job stays as it is
   */
  Job start(Job job) {
    return start(job, store.text(job.id()));
  }

  private Job start(Job job, JobStore.Text text) {
    String statementId;
    try {
      statementId = startedLongAgo(job).orElseGet(() -> started(job, text));
    } catch (Refused e) {
      JobError why = new JobError(JobError.Code.STATEMENT_REFUSED, e.getMessage());
      return change(job, before -> before.failed(why, null, clock.instant()));
    }
    Job started = change(job, before -> before.accepted(statementId, clock.instant()));
    if (started.state() == JobState.CANCELLED) {
      // It was cancelled while it was being started, when there was no statement to stop.
      stopIfPossible(statementId);
    }
    return started;
  }

  private String started(Job job, JobStore.Text text) {
    try {
      String statementId = warehouse.start(job.id(), text.sql(), text.values());
      room.answered(job.id());
      return statementId;
    } catch (Refused e) {
      room.answered(job.id());
      throw e;
    } catch (Unavailable e) {
      if (e.reason() == Unavailable.Reason.UNREACHABLE) {
        failed(job);
      }
      throw e;
    }
  }

  /**
   * Redshift did not answer, or with an error. Where it takes others meanwhile, that is held
   * against the job alone: the others need not wait for it.
   */
  private void failed(Job job) {
    if (!room.failedAlone(job.id())) {
      return;
    }
    Job now = change(job, Job::failedAlone);
    if (now.isPassedOver()) {
      LOG.log(Level.WARNING, "Redshift answers this job alone with errors: {0}", job.id());
      if (now.queue().timesPassedOver() >= MOST_PASSES) {
        giveUpAlone(now);
      }
    }
  }

  /** It may have been accepted all the same: Redshift is asked before. */
  private void giveUpAlone(Job job) {
    Optional<String> statement = warehouse.find(job.id());
    Instant now = clock.instant();
    JobError why =
        new JobError(
            JobError.Code.STATEMENT_UNANSWERED,
            "Redshift answered this statement with errors each time, and others not. Change it, or"
                + " tell who runs Redshift.");
    change(
        job,
        before ->
            statement.isPresent()
                ? before.accepted(statement.get(), now)
                : before.failed(why, LearnedFrom.SWEEPER, now));
  }

  /** Redshift forgets a token some time, and would then run the statement a second time. */
  private Optional<String> startedLongAgo(Job job) {
    Instant forgotten = job.submittedAt().plus(Warehouse.TOKEN_LIFE.minus(TOKEN_MARGIN));
    return clock.instant().isBefore(forgotten) ? Optional.empty() : warehouse.find(job.id());
  }

  /**
   * Takes news about a job, from wherever it came: Redshift is asked how its statement stands, and
   * an ending is stored. News about a job that has ended changes nothing.
   *
   * @return false where there is no such job
   * @throws Unavailable when Redshift can't be asked now; the sweeper asks again after a while, and
   *     gives up with a reason when the job has been open for longer than a job may run
   */
  public boolean learn(String id, LearnedFrom from) {
    Optional<Job> known = store.find(id);
    if (known.isEmpty()) {
      return false;
    }
    Job job = known.get();
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
      // Lest it stand in the way of all that are due after it.
      store.postpone(job, clock.instant().plus(settings.quietAfter()));
      throw e;
    }
    return true;
  }

  /**
   * Waits until a job's statement ends, or for a while, and stores an ending.
   *
   * @param seconds how long to wait, from 1 to 30
   * @throws Unavailable when Redshift can't be asked now
   */
  public void await(Job job, int seconds) {
    warehouse
        .await(job.statementId(), seconds)
        .ifPresent(
            statement ->
                change(job, before -> before.ended(statement, LearnedFrom.WAIT, clock.instant())));
  }

  private void stopStray(Job job) {
    warehouse.find(job.id()).ifPresent(warehouse::cancel);
    store.settle(job);
  }

  private void ask(Job known, LearnedFrom from) {
    Job job = known;
    if (known.statementId() == null) {
      if (hasWaitedTooLong(known) && warehouse.find(known.id()).isEmpty()) {
        // After a long stop nothing of it is known any more: to start it now might be a second
        // time.
        giveUp(known, known.isPassedOver() ? reason(known) : "The server was away.");
        return;
      }
      JobStore.Text text = store.text(known.id());
      // One that waits already keeps its place.
      job = known.queue() == null ? startOrQueue(known, text) : start(known, text);
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
      change(job, before -> before.failed(lost, from, now));
    } else if (statement.get().state() != Statement.State.RUNNING) {
      change(job, before -> before.ended(statement.get(), from, now));
    } else if (job.startedAt().plus(settings.timeLimit()).isBefore(now)) {
      stop(job, now);
    } else {
      if (job.cancelRequested()) {
        // The first call may not have reached Redshift.
        warehouse.cancel(job.statementId());
      }
      store.postpone(job, now.plus(settings.quietAfter()));
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
              "Redshift could not say how the statement ended while it knew. Run it again.");
      change(known, before -> before.failed(lost, LearnedFrom.SWEEPER, now));
      return;
    }
    // What waits is nothing to the sweeper, unless it has just been passed over.
    Job job = known.queue() == null ? known : store.find(known.id()).orElse(known);
    if (job.queue() == null) {
      store.postpone(job, now.plus(settings.quietAfter()));
    } else if (job.isPassedOver()) {
      int doublings = Math.min(job.queue().timesPassedOver(), MOST_PASSES) - 1;
      store.postpone(job, now.plus(settings.quietAfter().multipliedBy(1L << doublings)));
    }
  }

  /** Whether the job must have ended by now, and Redshift its result forgotten. */
  private boolean isForgotten(Job job, Instant now) {
    return job.startedAt().plus(settings.timeLimit()).plus(Job.RESULT_LIFE).isBefore(now);
  }

  private static String reason(Job waiting) {
    return waiting.queue().reason().words();
  }

  /** Whether the job has waited for its start for as long as a job may. */
  boolean hasWaitedTooLong(Job job) {
    return job.submittedAt().plus(settings.timeLimit()).isBefore(clock.instant());
  }

  /** The job has waited for as long as a job may. */
  void giveUp(Job job, String why) {
    JobError error =
        new JobError(
            JobError.Code.TIME_LIMIT,
            "%s The job has waited as long as a job may: run it again later.".formatted(why));
    change(job, before -> before.failed(error, LearnedFrom.SWEEPER, clock.instant()));
  }

  private void stopIfPossible(String statementId) {
    try {
      warehouse.cancel(statementId);
    } catch (Unavailable e) {
      LOG.log(Level.WARNING, "A cancelled statement could not be stopped: {0}", statementId);
    }
  }

  private void stop(Job job, Instant now) {
    warehouse.cancel(job.statementId());
    JobError late =
        new JobError(
            JobError.Code.TIME_LIMIT,
            "The job ran longer than %d minutes and was stopped. Ask for less at a time."
                .formatted(settings.timeLimit().toMinutes()));
    change(job, before -> before.failed(late, LearnedFrom.SWEEPER, now));
  }

  /**
   * Asks for a job to be cancelled.
   *
   * @throws Problem when the user has no such job
   */
  public Job cancel(User user, String id) {
    Job job = change(get(user, id), before -> before.cancelRequested(clock.instant()));
    if (!job.isEnded() && job.statementId() != null) {
      try {
        warehouse.cancel(job.statementId());
      } catch (Unavailable e) {
        // That it is wanted is stored: the sweeper asks again.
      }
    }
    return job;
  }

  /**
   * A user's own job.
   *
   * @throws Problem when there is none of that id, or it is another user's: both read the same
   */
  public Job get(User user, String id) {
    return Optional.of(id)
        .filter(JobId::isOne)
        .flatMap(one -> store.find(user.id(), one))
        .orElseThrow(() -> new Problem(ErrorCode.JOB_NOT_FOUND, "You have no job of that id."));
  }

  /** A user's jobs, newest first, from before an id on; from the newest on for null. */
  JobStore.Listed list(User user, String before, int limit) {
    if (before != null && !JobId.isOne(before)) {
      throw new Problem(
          ErrorCode.PAGE_INVALID, "Give 'before' the 'next' of the page before, or leave it out.");
    }
    return store.list(user.id(), before, limit);
  }

  /** A job that a node was told of; nothing where there is none. */
  public Optional<Job> told(String owner, String id) {
    return store.find(owner, id);
  }

  /** What a user is told on connecting: the jobs that have not ended, and those that just did. */
  public List<Job> snapshot(String userId) {
    return store.recent(userId, clock.instant().minus(RECENT), SNAPSHOT_JOBS);
  }

  /** A job's result is gone before its time: whoever had no answer finds the reason in the job. */
  public void resultIsGone(Job job) {
    try {
      change(job, before -> before.expired(clock.instant()));
    } catch (RuntimeException e) {
      // Whoever asks for rows next finds it out again.
      LOG.log(Level.WARNING, "A lost result is not noted yet: {0}", e.getClass().getName());
    }
  }

  /** Changes a job, again on top of whatever else changed it meanwhile; stores, then tells. */
  private Job change(Job job, UnaryOperator<Job> step) {
    Job before = job;
    while (true) {
      Job after = step.apply(before);
      if (after.version() == before.version()) {
        return before;
      }
      if (store.update(before, after)) {
        changed.fire(new JobChanged(after));
        return after;
      }
      before = store.find(job.owner(), job.id()).orElseThrow();
    }
  }
}
