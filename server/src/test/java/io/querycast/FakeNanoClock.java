package io.querycast;

import java.time.Duration;

/** A clock that a test moves on. */
public final class FakeNanoClock implements NanoClock {
  private long nanos = 1_000_000_000_000L;

  public void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Override
  public long nanos() {
    return nanos;
  }
}
