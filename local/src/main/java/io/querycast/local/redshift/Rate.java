package io.querycast.local.redshift;

import java.time.InstantSource;

/** How many calls are taken: so many a second, and what a second brings at once. */
final class Rate {
  private final int perSecond;
  private final InstantSource clock;
  private double left;
  private long before;

  /**
   * @param perSecond 0 for no limit
   */
  Rate(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.left = perSecond;
    this.before = clock.millis();
  }

  /** Whether one more call may be taken now; it counts if so. */
  synchronized boolean allows() {
    if (perSecond == 0) {
      return true;
    }
    long now = clock.millis();
    // A clock that was put back brings nothing, and takes nothing away.
    left = Math.min(perSecond, left + Math.max(0, now - before) * perSecond / 1000.0);
    before = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
