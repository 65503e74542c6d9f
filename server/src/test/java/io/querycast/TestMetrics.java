package io.querycast;

import java.time.Instant;

/** Metrics that a test can read. */
public final class TestMetrics {
  private TestMetrics() {}

  public static Metrics figures() {
    return new Metrics(TestSettings.SETTINGS, () -> Instant.EPOCH, new Threads(null, null));
  }

  /** What they tell; what is counted begins anew. */
  public static String line(Metrics metrics) {
    return metrics.line("test");
  }
}
