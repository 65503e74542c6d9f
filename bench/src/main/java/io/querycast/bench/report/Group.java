package io.querycast.bench.report;

import io.querycast.bench.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Figures of the same measurement: ours and those of rivals. */
record Group(String part, String what, List<Figure> figures) {

  /** All groups, in the order of their first figures. */
  static List<Group> of(List<Figure> figures) {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Figure figure : figures) {
      groups
          .computeIfAbsent(
              figure.part() + "\n" + figure.what(),
              key -> new Group(figure.part(), figure.what(), new ArrayList<>()))
          .figures
          .add(figure);
    }
    return List.copyOf(groups.values());
  }

  String unit() {
    return figures.get(0).unit();
  }

  /** Whether this is a line, with a figure for each x. */
  boolean isLine() {
    return figures.get(0).x().isPresent();
  }

  String axis() {
    return figures.get(0).axis();
  }

  /**
   * How many times better ours is than a rival's at the same x; empty for ours, and if ours was not
   * measured.
   */
  OptionalDouble ratio(Figure rival) {
    if (rival.of().equals(Figure.OURS)) {
      return OptionalDouble.empty();
    }
    Optional<Figure> ours =
        figures.stream()
            .filter(each -> each.of().equals(Figure.OURS))
            .filter(each -> Objects.equals(each.x(), rival.x()))
            .findFirst();
    if (ours.isEmpty() || rival.value() == 0 || ours.get().value() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        rival.more() ? ours.get().value() / rival.value() : rival.value() / ours.get().value());
  }
}
