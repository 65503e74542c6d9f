package io.querycast.bench.report;

import io.querycast.bench.Figure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** The table of all figures, in Markdown. */
final class FigureTable {
  private final List<Figure> figures;

  FigureTable(List<Figure> figures) {
    this.figures = figures;
  }

  /** The table, with the notes below it. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| part | measured | of | value | ours is | runs | least to greatest | others |\n");
    text.append("|---|---|---|---:|---:|---:|---:|---:|\n");
    for (Group group : Group.of(figures)) {
      for (Figure figure : group.figures()) {
        row(text, group, figure);
      }
    }
    Set<String> notes = new LinkedHashSet<>();
    figures.stream().filter(each -> !each.note().isEmpty()).forEach(each -> notes.add(note(each)));
    if (!notes.isEmpty()) {
      text.append('\n');
      text.append("| figure | note |\n|---|---|\n");
      notes.forEach(note -> text.append(note).append('\n'));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, Group group, Figure figure) {
    String place =
        figure.x().isPresent()
            ? ", %s %s".formatted(Words.number(figure.x().getAsDouble()), figure.axis())
            : "";
    text.append("| ")
        .append(figure.part())
        .append(" | ")
        .append(figure.what())
        .append(place)
        .append(" | ")
        .append(figure.of().equals(Figure.OURS) ? "**ours**" : figure.of())
        .append(" | ")
        .append(Words.number(figure.value()))
        .append(' ')
        .append(figure.unit())
        .append(" | ")
        .append(verdict(group, figure))
        .append(" | ")
        .append(figure.runs())
        .append(" | ")
        .append(Words.number(figure.least()))
        .append(" to ")
        .append(Words.number(figure.greatest()))
        .append(" | ")
        .append(load(figure.otherLoad()))
        .append(" |\n");
  }

  /** For a rival, how many times better ours is; for ours, whether it keeps its bound. */
  private static String verdict(Group group, Figure figure) {
    OptionalDouble ratio = group.ratio(figure);
    if (ratio.isPresent()) {
      return Words.number(ratio.getAsDouble()) + "x";
    }
    if (figure.target().isEmpty()) {
      return "";
    }
    double bound = figure.target().getAsDouble();
    boolean kept = figure.more() ? figure.value() >= bound : figure.value() <= bound;
    return "%s %s %s"
        .formatted(
            kept ? "within" : "**not** within", figure.more() ? "≥" : "≤", Words.number(bound));
  }

  private static String load(OptionalDouble load) {
    return load.isPresent() ? Words.number(load.getAsDouble()) : "?";
  }

  private static String note(Figure figure) {
    return "| %s | %s |".formatted(figure.what(), figure.note());
  }
}
