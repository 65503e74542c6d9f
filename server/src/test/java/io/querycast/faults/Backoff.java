package io.querycast.faults;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a client rests between two tries: a random time up to a bound that doubles (full jitter). */
final class Backoff {
  private static final long FIRST = 100;

  private final Random random;
  private final Duration longest;
  private final CountDownLatch over;

  /**
   * @param over ends every rest at once
   */
  Backoff(Random random, Duration longest, CountDownLatch over) {
    this.random = random;
    this.longest = longest;
    this.over = over;
  }

  /**
   * Rests.
   *
   * @param tries how many tries have failed so far, 1 or more
   * @return false if everything is over
   */
  boolean rest(int tries) throws InterruptedException {
    long bound = Math.min(longest.toMillis(), FIRST << Math.min(tries, 20));
    long millis;
    synchronized (random) {
      millis = (long) (random.nextDouble() * bound);
    }
    return !over.await(millis, TimeUnit.MILLISECONDS);
  }
}
