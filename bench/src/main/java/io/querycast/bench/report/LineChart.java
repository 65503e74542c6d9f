package io.querycast.bench.report;

import io.querycast.bench.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Groups of figures as lines. Each group is a panel, and both scales are logarithmic. */
final class LineChart {
  private static final int WIDTH = 760;
  private static final int LEFT = 90;
  private static final int RIGHT = 130;
  private static final int PLOT = 150;
  private static final int TITLE = 34;
  private static final int BELOW = 44;

  private final List<Group> groups;

  LineChart(List<Group> groups) {
    this.groups = groups;
  }

  String svg() {
    StringBuilder body = new StringBuilder();
    int top = 0;
    for (Group group : groups) {
      panel(body, group, top);
      top += TITLE + PLOT + BELOW;
    }
    return Svg.of(WIDTH, top, body);
  }

  private static void panel(StringBuilder body, Group group, int top) {
    body.append(
        "<text x=\"8\" y=\"%d\" class=\"title\">%s (%s) by %s</text>\n"
            .formatted(
                top + 22,
                Words.xml(group.what()),
                Words.xml(group.unit()),
                Words.xml(group.axis())));
    Scale across = Scale.of(group.figures().stream().map(figure -> figure.x().orElse(0)).toList());
    Scale up = Scale.of(group.figures().stream().map(Figure::value).toList());
    int bottom = top + TITLE + PLOT;
    for (double tick : across.ticks()) {
      double x = LEFT + across.place(tick) * (WIDTH - LEFT - RIGHT);
      line(body, x, top + TITLE, x, bottom);
      text(body, x, bottom + 16, "tick", Words.number(tick));
    }
    for (double tick : up.ticks()) {
      double y = bottom - up.place(tick) * PLOT;
      line(body, LEFT, y, WIDTH - RIGHT, y);
      text(body, LEFT - 6, y + 4, "name", Words.number(tick));
    }
    Map<String, List<Figure>> lines = new LinkedHashMap<>();
    group
        .figures()
        .forEach(each -> lines.computeIfAbsent(each.of(), name -> new ArrayList<>()).add(each));
    lines.forEach(
        (name, figures) -> {
          StringBuilder points = new StringBuilder();
          double x = 0;
          double y = 0;
          for (Figure figure : figures) {
            x = LEFT + across.place(figure.x().orElse(0)) * (WIDTH - LEFT - RIGHT);
            y = bottom - up.place(figure.value()) * PLOT;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
          }
          String kind = name.equals(Figure.OURS) ? "ours" : "rival";
          body.append(
              "<polyline points=\"%s\" class=\"%s\"/>\n".formatted(points.toString().trim(), kind));
          text(body, x + 6, y + 4, "end", name);
        });
  }

  private static void line(StringBuilder body, double x1, double y1, double x2, double y2) {
    body.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            x1,
            y1,
            x2,
            y2));
  }

  private static void text(StringBuilder body, double x, double y, String kind, String text) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>%n",
            x,
            y,
            kind,
            Words.xml(text)));
  }

  /**
   * A scale from one power of ten to another.
   *
   * @param from the exponent at 0
   * @param to the exponent at 1, which is greater
   */
  private record Scale(int from, int to) {
    static Scale of(List<Double> values) {
      double least =
          values.stream().filter(each -> each > 0).mapToDouble(each -> each).min().orElse(1);
      double most = values.stream().mapToDouble(each -> each).max().orElse(1);
      int from = (int) Math.floor(Math.log10(least));
      int to = (int) Math.ceil(Math.log10(Math.max(most, least)));
      return new Scale(from, Math.max(to, from + 1));
    }

    /** The place of a value, from 0 to 1. */
    double place(double value) {
      double power = value <= 0 ? from : Math.log10(value);
      return Math.max(0, (power - from) / (to - from));
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (int power = from; power <= to; power++) {
        ticks.add(Math.pow(10, power));
      }
      return ticks;
    }
  }
}
