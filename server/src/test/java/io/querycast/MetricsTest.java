package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics figures =
      new Metrics(TestSettings.SETTINGS, () -> Instant.ofEpochMilli(1234), new Threads(null, null));

  @Test
  void aLineIsInTheFormThatCloudWatchTakesFiguresFrom() {
    figures.gauge("Connections", () -> 5);
    figures.count("JobsEnded");
    figures.count("JobsEnded");
    assertEquals(
        """
        {"Connections":5,"JobsEnded":2,"_aws":{"Timestamp":1234,"CloudWatchMetrics":[\
        {"Namespace":"querycast-backend","Dimensions":[[]],"Metrics":[\
        {"Name":"Connections","Unit":"Count"},{"Name":"JobsEnded","Unit":"Count"}]}]}}""",
        figures.line("querycast-backend"));
  }

  @Test
  void countingBeginsAnewWithEachLine() {
    figures.count("JobsEnded");
    figures.line("a");
    assertEquals(0, figures.line("a").indexOf("{\"JobsEnded\":0,"));
  }

  @Test
  void aFigureThatCannotBeToldIsLeftOut() {
    figures.gauge(
        "JobsOverdue",
        () -> {
          throw new IllegalStateException("no table");
        });
    figures.gauge("Connections", () -> 0);
    assertEquals(-1, figures.line("a").indexOf("JobsOverdue"));
    assertEquals(0, figures.line("a").indexOf("{\"Connections\":0,"));
  }
}
