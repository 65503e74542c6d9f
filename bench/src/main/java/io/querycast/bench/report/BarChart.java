package io.querycast.bench.report;

import io.querycast.bench.Figure;
import java.util.List;
import java.util.Locale;

/** Groups of figures as bars. Each group is a panel with its own scale. */
final class BarChart {
  private static final int WIDTH = 760;
  private static final int NAMES = 190;
  private static final int VALUES = 150;
  private static final int BAR = 22;
  private static final int TITLE = 34;
  private static final int GAP = 14;

  private final List<Group> groups;

  BarChart(List<Group> groups) {
    this.groups = groups;
  }

  String svg() {
    int height = GAP;
    StringBuilder body = new StringBuilder();
    for (Group group : groups) {
      body.append(
          "<text x=\"8\" y=\"%d\" class=\"title\">%s (%s)</text>\n"
              .formatted(height + 18, Words.xml(group.what()), Words.xml(group.unit())));
      height += TITLE;
      double most = group.figures().stream().mapToDouble(Figure::value).max().orElse(1);
      for (Figure figure : group.figures()) {
        bar(body, figure, height, most);
        height += BAR;
      }
      height += GAP;
    }
    return Svg.of(WIDTH, height, body);
  }

  private static void bar(StringBuilder body, Figure figure, int top, double most) {
    double length = most == 0 ? 0 : figure.value() / most * (WIDTH - NAMES - VALUES);
    body.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d" class="name">%s</text>
            <rect x="%d" y="%d" width="%.1f" height="%d" class="%s"/>
            <text x="%.1f" y="%d">%s</text>
            """,
            NAMES - 8,
            top + 15,
            Words.xml(figure.of()),
            NAMES,
            top + 3,
            Math.max(1, length),
            BAR - 6,
            figure.of().equals(Figure.OURS) ? "ours" : "rival",
            NAMES + length + 6,
            top + 15,
            Words.number(figure.value())));
  }
}
