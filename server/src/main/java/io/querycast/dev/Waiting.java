package io.querycast.dev;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waits for something in steps, but not for ever. */
final class Waiting {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final long end = System.nanoTime() + LIMIT_NANOS;

  /**
   * Waits one step.
   *
   * @throws IOException if it has taken too long in all
   */
  void pause(TimeUnit unit, long time) throws IOException, InterruptedException {
    if (System.nanoTime() > end) {
      throw new IOException("it took longer than five minutes: see above.");
    }
    unit.sleep(time);
  }
}
