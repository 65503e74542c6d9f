package io.querycast;

import java.time.Instant;

/** Metrics that a test can read. */
public final class TestMetrics {
  private TestMetrics() {}

  public static Metrics figures() {
    return new Metrics(TestSettings.SETTINGS, () -> Instant.EPOCH, new Threads(null, null));
  }

  /** The figures since the last call; the counters start at zero again. */
  public static String line(Metrics metrics) {
    return metrics.line("test");
  }
}
