package io.querycast.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.bench.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
  private static final List<Double> LOADS = List.of(0.1);

  @TempDir private Path docs;

  private static Figure figure(String of, Double... runs) {
    return Figure.median("page", "CPU time", of, List.of(runs), "ns/row", LOADS);
  }

  private static String row(Figure... figures) {
    String[] lines = new PerformancePage(List.of(figures)).table().split("\n");
    return lines[lines.length - 1];
  }

  @Test
  void aFigureIsTheMedianOfItsRunsWithTheLeastAndTheGreatestBesideIt() {
    assertEquals(
        "| page | CPU time | **ours** | 3 ns/row |  | 3 | 1 to 800 | 0.1 |",
        row(figure("ours", 800.0, 1.0, 3.0)));
  }

  @Test
  void aRivalsRowSaysHowManyTimesBetterOursIs() {
    assertTrue(row(figure("ours", 2.0), figure("SDK", 11.0)).contains("| 5.5x |"));
    assertTrue(
        row(figure("ours", 2.0).moreIsBetter(), figure("SDK", 11.0).moreIsBetter())
            .contains("| 0.182x |"));
  }

  @Test
  void ourRowSaysWhetherItKeepsItsBound() {
    assertTrue(row(figure("ours", 65.0).within(65)).contains("| within ≤ 65 |"));
    assertTrue(row(figure("ours", 65.1).within(65)).contains("| **not** within ≤ 65 |"));
    assertTrue(
        row(figure("ours", 4.0).moreIsBetter().within(5)).contains("| **not** within ≥ 5 |"));
  }

  @Test
  void aLineOfJsonHoldsTheWholeFigure() {
    Figure figure = figure("ours", 1.0, 2.0, 3.0).within(4).noted("Once.").at(7, "rows");
    assertEquals(figure, Figure.parse(figure.line()));
  }

  @Test
  void onlyTheTextBetweenTheMarksIsWritten() throws IOException {
    String words =
        "Before\n<!-- Written by bench/run from here on. -->\n%s<!-- Written by bench/run up to here. -->\nafter";
    Files.writeString(docs.resolve("performance.md"), words.formatted("old\n"));
    PerformancePage page = new PerformancePage(List.of(figure("ours", 2.0), figure("SDK", 4.0)));
    page.write(docs, List.of("`bench/run`"));
    String text = Files.readString(docs.resolve("performance.md"));
    assertTrue(text.startsWith("Before\n") && text.endsWith("\nafter"), text);
    assertTrue(text.contains("`bench/run`") && !text.contains("old"), text);
    assertTrue(text.contains("![page](performance/page.svg)"), text);
    assertTrue(Files.readString(docs.resolve("performance/page.svg")).startsWith("<svg"));
  }

  @Test
  void aPageWithoutMarksIsLeftAsItIs() throws IOException {
    Path file = Files.writeString(docs.resolve("performance.md"), "By hand");
    PerformancePage page = new PerformancePage(List.of(figure("ours", 2.0)));
    assertThrows(IOException.class, () -> page.write(docs, List.of()));
    assertEquals("By hand", Files.readString(file));
  }
}
