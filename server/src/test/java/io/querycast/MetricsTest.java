package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics =
      new Metrics(TestSettings.SETTINGS, () -> Instant.ofEpochMilli(1234), new Threads(null, null));

  @Test
  void aLineHasTheFormFromWhichCloudWatchReadsFigures() {
    metrics.gauge(Figure.CONNECTIONS, () -> 5);
    metrics.count(Figure.JOBS_ENDED);
    metrics.count(Figure.JOBS_ENDED);
    assertEquals(
        """
        {"Connections":5,"JobsEnded":2,"_aws":{"Timestamp":1234,"CloudWatchMetrics":[\
        {"Namespace":"querycast-backend","Dimensions":[[]],"Metrics":[\
        {"Name":"Connections","Unit":"Count"},{"Name":"JobsEnded","Unit":"Count"}]}]}}""",
        metrics.line("querycast-backend"));
  }

  @Test
  void eachLineCountsFromZero() {
    metrics.count(Figure.JOBS_ENDED);
    metrics.line("a");
    assertEquals(0, metrics.line("a").indexOf("{\"JobsEnded\":0,"));
  }

  @Test
  void anUnknownFigureIsLeftOut() {
    metrics.gauge(
        Figure.JOBS_OVERDUE,
        () -> {
          throw new IllegalStateException("no table");
        });
    metrics.gauge(Figure.CONNECTIONS, () -> 0);
    assertEquals(-1, metrics.line("a").indexOf("JobsOverdue"));
    assertEquals(0, metrics.line("a").indexOf("{\"Connections\":0,"));
  }
}
