package io.querycast.job;

import java.time.Duration;
import java.time.Instant;

/**
 * Lets short jobs pass long ones in the queue: the longer its like usually take, the later a job's
 * waiting begins to count. This is shortest job first with linear ageing, and the delay has a
 * limit. So of two jobs whose users have as many running, one never waits for the other if that was
 * submitted {@link #LONGEST_DELAY} later. docs/adr/0058-short-before-long.md weighs it against
 * other rules.
 */
final class ShortFirst {
  /** A job counts as this many of its usual durations later. */
  private static final int WEIGHT = 5;

  /** What a job counts for whose duration nobody can know: own SQL, and a query without runs. */
  static final Duration NEUTRAL = Duration.ofSeconds(10);

  /** No job counts as later than this. */
  static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  private ShortFirst() {}

  /** From when a job's waiting counts. */
  static Instant countsFrom(Job job) {
    Duration usual = job.usual() == null ? NEUTRAL : job.usual();
    Duration delay = usual.multipliedBy(WEIGHT);
    return job.submittedAt().plus(delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY);
  }
}
