package io.querycast;

import java.time.Instant;

/** Figures that a test can read. */
public final class TestFigures {
  private TestFigures() {}

  public static Figures figures() {
    return new Figures(TestSettings.SETTINGS, () -> Instant.EPOCH, new Threads(null, null));
  }

  /** What they tell; what is counted begins anew. */
  public static String line(Figures figures) {
    return figures.line("test");
  }
}
