package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void oneNameMakesTheNamesForAllWhoAsk() {
    assertEquals("JobsLearnedLate", Figure.JOBS_LEARNED_LATE.cloudWatchName());
    assertEquals("Refused401", Figure.REFUSED_401.cloudWatchName());
    assertEquals("querycast.jobs.learned.late", Figure.JOBS_LEARNED_LATE.telemetryName());
  }

  @Test
  void theGuideNamesEveryFigureInEveryWay() throws IOException {
    String guide = Files.readString(Path.of("../docs/operations.md"));
    for (Figure figure : Figure.values()) {
      String line = "| `%s` | `%s` |".formatted(figure.cloudWatchName(), figure.telemetryName());
      assertTrue(guide.contains(line), line);
    }
  }
}
