package io.querycast.bench;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One figure of the measurements, as bench/README.md describes its line of JSON.
 *
 * @param of {@code ours}, or the name of a rival
 * @param value the median of the runs, unless {@code what} says otherwise
 * @param least of the runs
 * @param greatest of the runs
 * @param otherLoad how many cores other processes used during the runs
 * @param more whether more is better
 * @param target the bound that ours must keep
 * @param note a sentence for below the table; empty for none
 * @param x the place of a point on a line
 * @param axis the unit of x; empty for none
 */
public record Figure(
    String part,
    String what,
    String of,
    double value,
    String unit,
    int runs,
    double least,
    double greatest,
    OptionalDouble otherLoad,
    boolean more,
    OptionalDouble target,
    String note,
    OptionalDouble x,
    String axis) {

  /** The name of Querycast among the rivals. */
  public static final String OURS = "ours";

  /** Reads a line. */
  public static Figure parse(String line) {
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      JsonObject json = reader.readObject();
      double value = json.getJsonNumber("value").doubleValue();
      JsonArray spread = json.getJsonArray("spread");
      return new Figure(
          json.getString("part"),
          json.getString("what"),
          json.getString("of"),
          value,
          json.getString("unit"),
          json.getInt("runs", 1),
          spread == null ? value : spread.getJsonNumber(0).doubleValue(),
          spread == null ? value : spread.getJsonNumber(1).doubleValue(),
          number(json, "otherLoad"),
          json.getString("better", "less").equals("more"),
          number(json, "target"),
          json.getString("note", ""),
          number(json, "x"),
          json.getString("axis", ""));
    }
  }

  /** The line of JSON. */
  public String line() {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("part", part)
            .add("what", what)
            .add("of", of)
            .add("value", shortened(value))
            .add("unit", unit)
            .add("runs", runs)
            .add(
                "spread", Json.createArrayBuilder().add(shortened(least)).add(shortened(greatest)));
    if (otherLoad.isPresent()) {
      json.add("otherLoad", shortened(otherLoad.getAsDouble()));
    } else {
      json.addNull("otherLoad");
    }
    json.add("better", more ? "more" : "less");
    target.ifPresent(bound -> json.add("target", bound));
    if (!note.isEmpty()) {
      json.add("note", note);
    }
    x.ifPresent(place -> json.add("x", place).add("axis", axis));
    return json.build().toString();
  }

  /** The figure with a bound that it must keep. */
  public Figure within(double bound) {
    return with(OptionalDouble.of(bound), note, x, axis);
  }

  /** The figure with a sentence for below the table. */
  public Figure noted(String sentence) {
    return with(target, sentence, x, axis);
  }

  /** The figure as a point on a line. */
  public Figure at(double place, String counted) {
    return with(target, note, OptionalDouble.of(place), counted);
  }

  /** The figure, marked that more is better. */
  public Figure moreIsBetter() {
    return new Figure(
        part, what, of, value, unit, runs, least, greatest, otherLoad, true, target, note, x, axis);
  }

  /** Prints it for the program that collects figures. */
  public void print() {
    System.out.println(line());
    System.out.flush();
  }

  private Figure with(OptionalDouble bound, String words, OptionalDouble place, String counted) {
    return new Figure(
        part, what, of, value, unit, runs, least, greatest, otherLoad, more, bound, words, place,
        counted);
  }

  /** The median of runs. */
  public static Figure median(
      String part, String what, String of, List<Double> runs, String unit, List<Double> loads) {
    return at(0.5, part, what, of, runs, unit, loads);
  }

  /**
   * The value that this share of the runs does not exceed.
   *
   * @param share above 0, at most 1
   */
  public static Figure at(
      double share,
      String part,
      String what,
      String of,
      List<Double> runs,
      String unit,
      List<Double> loads) {
    List<Double> sorted = sorted(runs);
    return new Figure(
        part,
        what,
        of,
        quantile(sorted, share),
        unit,
        sorted.size(),
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        loads.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(quantile(sorted(loads), 0.5)),
        false,
        OptionalDouble.empty(),
        "",
        OptionalDouble.empty(),
        "");
  }

  private static List<Double> sorted(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    return sorted;
  }

  private static double quantile(List<Double> sorted, double share) {
    int size = sorted.size();
    if (share == 0.5 && size % 2 == 0) {
      return (sorted.get(size / 2 - 1) + sorted.get(size / 2)) / 2;
    }
    return sorted.get((int) Math.ceil(share * size) - 1);
  }

  private static OptionalDouble number(JsonObject json, String name) {
    return json.get(name) instanceof JsonNumber number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /** Rounded to four digits, because the rest is noise. */
  private static BigDecimal shortened(double value) {
    return new BigDecimal(value).round(new MathContext(4));
  }
}
