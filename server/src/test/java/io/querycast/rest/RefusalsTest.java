package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Audit;
import io.querycast.FakeNanoClock;
import io.querycast.Metrics;
import io.querycast.TestMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final Metrics metrics = TestMetrics.figures();
  private final List<String> lines = new ArrayList<>();
  private final Refusals refusals =
      new Refusals(metrics, new Audit(() -> Instant.EPOCH, lines::add), ticks);

  @Test
  void whoIsTurnedAwayIsCountedAndNamedAndWhoIsNotIsNot() {
    refusals.answered(401, null, "192.0.2.1", "GET");
    refusals.answered(403, "ada", "192.0.2.2", "TRACK\n");
    refusals.answered(200, "ada", "192.0.2.2", "GET");
    refusals.answered(404, "ada", "192.0.2.2", "GET");

    assertEquals(2, lines.size());
    assertTrue(lines.get(0).contains("\"status\":\"401\",\"address\":\"192.0.2.1\""));
    assertTrue(lines.get(1).contains("\"user\":\"ada\",\"status\":\"403\""), lines.get(1));
    assertTrue(lines.get(1).contains("\"method\":\"other\""), lines.get(1));
    String told = TestMetrics.line(metrics);
    assertTrue(told.contains("\"Refused401\":1,\"Refused403\":1"), told);
  }

  @Test
  void aFloodIsCountedAndWritesAFewLinesASecond() {
    for (int i = 0; i < 1000; i++) {
      refusals.answered(401, null, "192.0.2.1", "GET");
    }
    assertEquals(Refusals.LINES_PER_SECOND, lines.size());

    ticks.pass(Duration.ofSeconds(1));
    refusals.answered(401, null, "192.0.2.1", "GET");

    String last = lines.get(Refusals.LINES_PER_SECOND);
    assertTrue(last.contains("\"leftOut\":\"%d\"".formatted(1000 - lines.size() + 1)), last);
    assertTrue(TestMetrics.line(metrics).contains("\"Refused401\":1001"));
  }
}
