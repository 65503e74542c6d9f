package io.querycast.bench.sockets;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One measurement of one server, with several runs. */
final class SocketFigure {
  private final JsonObjectBuilder json = Json.createObjectBuilder();
  private final List<Double> values = new ArrayList<>();
  private final List<Double> loads = new ArrayList<>();
  private boolean isGreatest;

  SocketFigure(String part, String what, String of, String unit) {
    json.add("part", part).add("what", what).add("of", of).add("unit", unit);
  }

  SocketFigure target(double target) {
    json.add("target", target);
    return this;
  }

  /**
   * The greatest of the runs counts and not their median. This is for limits that no run may break.
   */
  SocketFigure greatest() {
    isGreatest = true;
    return this;
  }

  SocketFigure note(String note) {
    json.add("note", note);
    return this;
  }

  SocketFigure at(double x, String axis) {
    json.add("x", x).add("axis", axis);
    return this;
  }

  /**
   * Adds a run.
   *
   * @param load how many cores others used meanwhile
   */
  SocketFigure run(double value, double load) {
    values.add(value);
    loads.add(load);
    return this;
  }

  /** Prints it as bench/README.md describes; nothing if there was no run. */
  void print() {
    if (values.isEmpty()) {
      return;
    }
    json.add("value", round(isGreatest ? Collections.max(values) : middle(values)))
        .add("runs", values.size())
        .add(
            "spread",
            Json.createArrayBuilder()
                .add(round(Collections.min(values)))
                .add(round(Collections.max(values))))
        .add("otherLoad", round(middle(loads)));
    System.out.println(json.build());
  }

  private static double middle(List<Double> all) {
    List<Double> sorted = all.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Four digits are exact enough. */
  private static double round(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
