package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics =
      new Metrics(TestSettings.SETTINGS, () -> Instant.ofEpochMilli(1234), new Threads(null, null));

  @Test
  void aLineHasTheFormFromWhichCloudWatchReadsFigures() {
    metrics.gauge("Connections", () -> 5);
    metrics.count("JobsEnded");
    metrics.count("JobsEnded");
    assertEquals(
        """
        {"Connections":5,"JobsEnded":2,"_aws":{"Timestamp":1234,"CloudWatchMetrics":[\
        {"Namespace":"querycast-backend","Dimensions":[[]],"Metrics":[\
        {"Name":"Connections","Unit":"Count"},{"Name":"JobsEnded","Unit":"Count"}]}]}}""",
        metrics.line("querycast-backend"));
  }

  @Test
  void eachLineCountsFromZero() {
    metrics.count("JobsEnded");
    metrics.line("a");
    assertEquals(0, metrics.line("a").indexOf("{\"JobsEnded\":0,"));
  }

  @Test
  void anUnknownFigureIsLeftOut() {
    metrics.gauge(
        "JobsOverdue",
        () -> {
          throw new IllegalStateException("no table");
        });
    metrics.gauge("Connections", () -> 0);
    assertEquals(-1, metrics.line("a").indexOf("JobsOverdue"));
    assertEquals(0, metrics.line("a").indexOf("{\"Connections\":0,"));
  }
}
