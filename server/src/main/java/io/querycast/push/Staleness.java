package io.querycast.push;

import io.querycast.job.Job;
import java.time.Duration;
import java.util.List;

/**
 * Whether a user's jobs may differ from what the last snapshot of one connection said. If not, a
 * beat is enough, and the store is not read.
 */
final class Staleness {
  /**
   * A snapshot counts as old before so many intervals have passed, whatever this node has heard: a
   * hint from another node may have been lost. With the default interval this is five minutes.
   */
  static final int LONGEST_INTERVALS = 12;

  /** Whether the node has heard of the user since the last snapshot began to be read. */
  private boolean hasHeard = true;

  private boolean hasOpenJobs;
  private long readAt;

  /** The node has heard that something of the user has changed, or may have missed it. */
  synchronized void heard() {
    hasHeard = true;
  }

  /** A snapshot is read from now on. What is heard meanwhile may be missing in it. */
  synchronized void reading(long nanos) {
    hasHeard = false;
    readAt = nanos;
  }

  /** The snapshot is sent. */
  synchronized void told(List<Job> jobs) {
    hasOpenJobs = jobs.stream().anyMatch(job -> !job.isEnded());
  }

  /**
   * Whether the next message must be a snapshot.
   *
   * @param interval after which the message after the next one goes
   */
  synchronized boolean isPossible(long nanos, Duration interval) {
    long oldest = interval.multipliedBy(LONGEST_INTERVALS).toNanos();
    return hasHeard || hasOpenJobs || nanos + interval.toNanos() - readAt > oldest;
  }
}
