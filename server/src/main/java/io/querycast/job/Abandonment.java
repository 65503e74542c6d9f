package io.querycast.job;

import io.querycast.NanoClock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Knows which running jobs nobody wants any more: their owners are not connected and have not asked
 * for them for as long as their queries say. docs/adr/0059-abandoned-jobs.md says what is written,
 * and when.
 */
@Singleton
class Abandonment {
  private static final Logger LOG = Logger.getLogger(Abandonment.class.getName());

  /**
   * A node notes that somebody asked for a job once in this part of the job's limit. A question
   * after that may not be noted, so the limit is longer by this part.
   */
  private static final int PART = 4;

  /** How many jobs are remembered, in less than 1 MB. */
  private static final int MOST_NOTED = 5_000;

  private final AbandonmentStore store;
  private final ConnectedUsers users;
  private final InstantSource clock;
  private final NanoClock ticks;

  /** When this node last noted that somebody asked for a job; the oldest first. */
  private final Map<String, Long> noted = new LinkedHashMap<>();

  @Inject
  Abandonment(AbandonmentStore store, ConnectedUsers users, InstantSource clock, NanoClock ticks) {
    this.store = store;
    this.users = users;
    this.clock = clock;
    this.ticks = ticks;
  }

  /** Somebody has asked for these jobs. */
  void asked(List<Job> jobs) {
    jobs.forEach(this::asked);
  }

  /** Somebody has asked for a job. */
  void asked(Job job) {
    if (hasLimit(job) && mustNote(job.id(), job.abandon().dividedBy(PART))) {
      try {
        store.end(job.id());
      } catch (RuntimeException e) {
        forget(job.id());
        LOG.log(Level.FINE, "A question can''t be noted now: {0}", e.getClass().getName());
      }
    }
  }

  private synchronized boolean mustNote(String job, Duration pause) {
    Long before = noted.get(job);
    if (before != null && ticks.nanos() - before < pause.toNanos()) {
      return false;
    }
    noted.remove(job);
    noted.put(job, ticks.nanos());
    if (noted.size() > MOST_NOTED) {
      noted.remove(noted.keySet().iterator().next());
    }
    return true;
  }

  private synchronized void forget(String job) {
    noted.remove(job);
  }

  /**
   * Looks whether nobody wants a running job any more, and has not for long enough. The time begins
   * with the first look that finds nobody, so a job must be looked at now and then.
   */
  boolean isAbandoned(Job job) {
    if (!hasLimit(job)) {
      return false;
    }
    // In this order: who connects after the first read asks for their jobs, which the second sees.
    boolean isConnected = users.isConnected(job.owner());
    Optional<Instant> since = store.since(job.id());
    Instant now = clock.instant();
    if (isConnected) {
      since.ifPresent(it -> store.end(job.id()));
    } else if (since.isEmpty()) {
      store.begin(job.id(), now);
    } else {
      Duration limit = job.abandon().plus(job.abandon().dividedBy(PART));
      return !since.get().plus(limit).isAfter(now);
    }
    return false;
  }

  private static boolean hasLimit(Job job) {
    return job.abandon() != null && !job.isEnded();
  }

  /** What the owner of such a job reads. */
  static JobError error() {
    return new JobError(
        JobError.Code.ABANDONED,
        "Nobody was connected or asked for the job for a while, so it was stopped. Run it again.");
  }
}
