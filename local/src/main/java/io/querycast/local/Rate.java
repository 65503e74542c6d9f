package io.querycast.local;

import java.time.InstantSource;

/** Limits the calls: to so many a second, and to one second's worth at once. */
public final class Rate {
  private final int perSecond;
  private final InstantSource clock;
  private double left;
  private long before;

  /**
   * @param perSecond 0 for no limit
   */
  public Rate(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.left = perSecond;
    this.before = clock.millis();
  }

  /** Whether one more call may be taken now; if so, the call is counted. */
  public synchronized boolean allows() {
    if (perSecond == 0) {
      return true;
    }
    long now = clock.millis();
    // A clock that was set back adds nothing, and takes nothing away.
    left = Math.min(perSecond, left + Math.max(0, now - before) * perSecond / 1000.0);
    before = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
