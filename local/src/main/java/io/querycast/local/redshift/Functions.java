package io.querycast.local.redshift;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Redshift's functions in the engine's SQL. A function that is not here is not available. */
final class Functions {

  /** Writes a call for the engine, from arguments that are already in the engine's SQL. */
  @FunctionalInterface
  interface Rewrite {
    String of(List<String> arguments) throws RedshiftError;
  }

  /** The functions that mean the same in the engine. */
  private static final Set<String> SAME =
      Set.of(
          ("abs ceil ceiling floor round sqrt cbrt exp ln log power pow mod sign sin cos tan asin acos"
                  + " atan atan2 cot degrees radians pi random coalesce nullif greatest least upper"
                  + " lower length substring left right replace reverse lpad rpad ltrim rtrim trim"
                  + " repeat split_part position strpos initcap md5 translate ascii chr last_day"
                  + " count sum avg min max stddev_samp stddev_pop var_samp var_pop variance stddev"
                  + " any_value bool_and bool_or median percentile_cont percentile_disc row_number"
                  + " rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value"
                  + " nth_value trunc")
              .split(" "));

  private static final Map<String, Rewrite> CHANGED =
      Map.ofEntries(
          Map.entry("nvl", call("coalesce")),
          Map.entry("isnull", call("coalesce")),
          Map.entry(
              "nvl2", a -> "case when %s is not null then %s else %s end".formatted(three(a))),
          Map.entry("decode", Functions::decode),
          Map.entry("len", call("length")),
          Map.entry("char_length", call("length")),
          Map.entry("character_length", call("length")),
          Map.entry("substr", call("substring")),
          Map.entry("btrim", call("trim")),
          Map.entry("charindex", a -> "strpos(%s, %s)".formatted(a.get(1), a.get(0))),
          Map.entry("concat", a -> "(%s || %s)".formatted(two(a))),
          Map.entry("dexp", call("exp")),
          Map.entry("dlog1", call("ln")),
          Map.entry("dlog10", call("log10")),
          Map.entry("regexp_substr", a -> "regexp_extract(%s, %s)".formatted(two(a))),
          Map.entry("regexp_replace", Functions::replaceAll),
          Map.entry(
              "getdate", a -> "date_trunc('second', cast(now() at time zone 'UTC' as timestamp))"),
          Map.entry("date_trunc", a -> "date_trunc('%s', %s)".formatted(part(a), stamp(a.get(1)))),
          Map.entry(
              "dateadd",
              a -> "(%s + %s)".formatted(stamp(a.get(2)), DateParts.interval(part(a), a.get(1)))),
          Map.entry("datediff", Functions::difference),
          Map.entry("date_diff", Functions::difference),
          Map.entry(
              "date_part",
              a -> "cast(date_part('%s', %s) as double)".formatted(part(a), stamp(a.get(1)))),
          Map.entry(
              "add_months",
              a -> {
                String from = stamp(a.get(0));
                String to = "(" + from + " + " + DateParts.interval("month", a.get(1)) + ")";
                // The last day of a month stays the last day.
                return "case when cast(%1$s as date) = last_day(%1$s) then cast(last_day(%2$s) as timestamp) else %2$s end"
                    .formatted(from, to);
              }),
          Map.entry("months_between", Functions::monthsBetween),
          Map.entry("convert_timezone", Functions::convertZone),
          Map.entry(
              "to_char", a -> DateFormats.printing(stamp(a.get(0)), literal("to_char", a.get(1)))),
          Map.entry("to_date", a -> "cast(" + read("to_date", a) + " as date)"),
          Map.entry("to_timestamp", a -> "(" + read("to_timestamp", a) + " at time zone 'UTC')"));

  private Functions() {}

  /** The call for the engine. */
  static String rewrite(String name, List<String> arguments) throws RedshiftError {
    Rewrite rewrite = CHANGED.get(name);
    if (rewrite == null) {
      requireSame(name);
      return name + "(" + String.join(", ", arguments) + ")";
    }
    try {
      return rewrite.of(arguments);
    } catch (IndexOutOfBoundsException e) {
      throw new RedshiftError("function %s does not exist with so few arguments".formatted(name));
    }
  }

  static boolean isChanged(String name) {
    return CHANGED.containsKey(name);
  }

  /** Refuses a function that does not mean the same in the engine and is not translated here. */
  static void requireSame(String name) throws RedshiftError {
    if (!SAME.contains(name)) {
      throw RedshiftError.notAvailable("function " + name);
    }
  }

  private static Rewrite call(String name) {
    return arguments -> name + "(" + String.join(", ", arguments) + ")";
  }

  private static Object[] two(List<String> a) {
    return new Object[] {a.get(0), a.get(1)};
  }

  private static Object[] three(List<String> a) {
    return new Object[] {a.get(0), a.get(1), a.get(2)};
  }

  private static String part(List<String> a) throws RedshiftError {
    return DateParts.name(a.get(0));
  }

  private static String stamp(String expression) {
    return "cast(" + expression + " as timestamp)";
  }

  /** In decode, NULL equals NULL. */
  private static String decode(List<String> a) {
    StringBuilder out = new StringBuilder("case");
    int i = 1;
    for (; i + 1 < a.size(); i += 2) {
      out.append(" when ").append(a.get(0)).append(" is not distinct from ").append(a.get(i));
      out.append(" then ").append(a.get(i + 1));
    }
    return out.append(i < a.size() ? " else " + a.get(i) : "").append(" end").toString();
  }

  private static String difference(List<String> a) throws RedshiftError {
    return "datediff('%s', %s, %s)".formatted(part(a), stamp(a.get(1)), stamp(a.get(2)));
  }

  private static String replaceAll(List<String> a) throws RedshiftError {
    if (a.size() > 3) {
      throw RedshiftError.notAvailable("regexp_replace with a position");
    }
    String with = a.size() == 3 ? a.get(2) : "''";
    return "regexp_replace(%s, %s, %s, 'g')".formatted(a.get(0), a.get(1), with);
  }

  /**
   * Whole months if the days agree or both are the last of the month; else each day counts 1/31.
   */
  private static String monthsBetween(List<String> a) {
    return ("(datediff('month', cast(%2$s as date), cast(%1$s as date)) + case when"
            + " cast(%1$s as date) = last_day(cast(%1$s as date)) and"
            + " cast(%2$s as date) = last_day(cast(%2$s as date)) then 0e0 else"
            + " (day(cast(%1$s as date)) - day(cast(%2$s as date))) / 31e0 end)")
        .formatted(stamp(a.get(0)), stamp(a.get(1)));
  }

  private static String convertZone(List<String> a) {
    boolean three = a.size() == 3;
    String from = three ? a.get(0) : "'UTC'";
    return "((%s at time zone %s) at time zone %s)"
        .formatted(stamp(a.get(three ? 2 : 1)), from, a.get(three ? 1 : 0));
  }

  private static String read(String function, List<String> a) throws RedshiftError {
    String format = DateFormats.reading(literal(function, a.get(1)));
    return "strptime(%s, %s)".formatted(a.get(0), format);
  }

  private static String literal(String function, String text) throws RedshiftError {
    if (text.length() < 2 || !text.startsWith("'") || !text.endsWith("'")) {
      throw RedshiftError.notAvailable(function + " with a format that is no literal");
    }
    return text.substring(1, text.length() - 1).replace("''", "'");
  }
}
