package io.querycast.job;

import io.querycast.identity.User;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Unavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What users may do with jobs that are stored. */
@Singleton
public class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class.getName());

  /** A snapshot shows the jobs that ended within this time. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  /** The most jobs in a snapshot. */
  private static final int SNAPSHOT_JOBS = 50;

  private final JobStore store;
  private final InstantSource clock;
  private final JobSteps steps;
  private final SharedStatements shared;
  private final Abandonment abandonment;
  private final Answers answers;

  @Inject
  Jobs(
      JobStore store,
      InstantSource clock,
      JobSteps steps,
      SharedStatements shared,
      Abandonment abandonment,
      Answers answers) {
    this.store = store;
    this.clock = clock;
    this.steps = steps;
    this.shared = shared;
    this.abandonment = abandonment;
    this.answers = answers;
  }

  /**
   * Asks for a job to be cancelled.
   *
   * @throws Problem if the user has no such job
   */
  public Job cancel(User user, String id) {
    Job job = steps.change(get(user, id), before -> before.cancelRequested(clock.instant()));
    if (!job.isEnded() && job.statementId() != null) {
      try {
        return shared.letGo(job);
      } catch (Unavailable e) {
        // The wish is stored, so the sweeper asks again.
      }
    }
    return job;
  }

  /**
   * A user's own job.
   *
   * @throws Problem if there is no job of that id, or it is another user's; both read the same
   */
  public Job get(User user, String id) {
    Job job =
        Optional.of(id)
            .filter(JobId::isOne)
            .flatMap(one -> store.find(user.id(), one))
            .orElseThrow(
                () -> new Problem(ErrorCode.JOB_NOT_FOUND, "You have no job with that id."));
    abandonment.asked(job);
    return job;
  }

  /** A user's jobs before an id, newest first; for null, from the newest on. */
  JobStore.Listed list(User user, String before, int limit) {
    if (before != null && !JobId.isOne(before)) {
      throw new Problem(
          ErrorCode.PAGE_INVALID,
          "Set 'before' to the 'next' of the page before, or leave it out.");
    }
    JobStore.Listed page = store.list(user.id(), before, limit);
    abandonment.asked(page.jobs());
    return page;
  }

  /** A job that this node was told about; empty if there is none. */
  public Optional<Job> find(String owner, String id) {
    return store.find(owner, id);
  }

  /** What a user is told on connecting: the jobs that have not ended, and those that just ended. */
  public List<Job> snapshot(String userId) {
    List<Job> jobs = store.recent(userId, clock.instant().minus(RECENT), SNAPSHOT_JOBS);
    abandonment.asked(jobs);
    return jobs;
  }

  /** A job's result was lost early. A client that got no answer finds the reason in the job. */
  public void resultIsGone(Job job) {
    try {
      answers.drop(job);
      steps.change(job, before -> before.expired(clock.instant()));
    } catch (RuntimeException e) {
      // The next request for rows finds it out again.
      LOG.log(Level.WARNING, "The loss of a result is not stored yet: {0}", e.getClass().getName());
    }
  }
}
