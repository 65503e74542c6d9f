package io.querycast.bench.report;

import io.querycast.bench.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run writes to docs/: the table between two marks of performance.md, and the charts. */
public final class PerformancePage {
  private static final String BEGIN = "<!-- Written by bench/run from here on. -->";
  private static final String END = "<!-- Written by bench/run up to here. -->";

  private final List<Figure> figures;

  public PerformancePage(List<Figure> figures) {
    this.figures = List.copyOf(figures);
  }

  /** The table, for the console. */
  public String table() {
    return new FigureTable(figures).markdown();
  }

  /**
   * Writes the table into performance.md, and the charts beside it.
   *
   * @param docs the folder
   * @param about the command, the machine and the time, in a sentence each
   * @throws IOException if the page lacks its marks, or can't be written
   */
  public void write(Path docs, List<String> about) throws IOException {
    Path page = docs.resolve("performance.md");
    String text = Files.readString(page);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(page + " lacks its marks.");
    }
    Path folder = Files.createDirectories(docs.resolve("performance"));
    Map<String, String> charts = charts();
    for (Map.Entry<String, String> chart : charts.entrySet()) {
      Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
    }
    String pictures =
        charts.keySet().stream()
            .map(name -> "![%s](performance/%s)".formatted(name.replace(".svg", ""), name))
            .collect(Collectors.joining("\n\n"));
    String results = String.join("\n", about) + "\n\n" + pictures + "\n\n" + table();
    Files.writeString(
        page, text.substring(0, from) + BEGIN + "\n\n" + results + "\n" + text.substring(to));
  }

  /** The charts by name: one for each part's bars, and one for each axis of lines. */
  private Map<String, String> charts() {
    Map<String, List<Group>> bars = new LinkedHashMap<>();
    Map<String, List<Group>> lines = new LinkedHashMap<>();
    for (Group group : Group.of(figures)) {
      if (group.isLine()) {
        lines.computeIfAbsent(group.axis(), axis -> new ArrayList<>()).add(group);
      } else if (group.figures().size() > 1) {
        bars.computeIfAbsent(group.part(), part -> new ArrayList<>()).add(group);
      }
    }
    Map<String, String> charts = new LinkedHashMap<>();
    bars.forEach((part, groups) -> charts.put(name(part), new BarChart(groups).svg()));
    lines.forEach((axis, groups) -> charts.put(name("by " + axis), new LineChart(groups).svg()));
    return charts;
  }

  private static String name(String title) {
    return title.replaceAll("[^A-Za-z0-9]+", "-") + ".svg";
  }
}
