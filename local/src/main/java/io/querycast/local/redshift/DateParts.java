package io.querycast.local.redshift;

import java.util.Locale;
import java.util.Map;

/** Redshift's names for the parts of a date, and how to add them to a date. */
final class DateParts {
  private static final Map<String, String> NAMES = names();
  private static final Map<String, String> ADDING =
      Map.of(
          "century", "to_months(cast(1200 * (%s) as integer))",
          "decade", "to_months(cast(120 * (%s) as integer))",
          "year", "to_months(cast(12 * (%s) as integer))",
          "quarter", "to_months(cast(3 * (%s) as integer))",
          "month", "to_months(cast(%s as integer))",
          "week", "to_days(cast(7 * (%s) as integer))",
          "day", "to_days(cast(%s as integer))",
          "hour", "to_hours(cast(%s as bigint))",
          "minute", "to_minutes(cast(%s as bigint))",
          "second", "to_seconds(cast(%s as bigint))");
  private static final Map<String, String> FINE =
      Map.of(
          "millisecond", "to_milliseconds(cast(%s as bigint))",
          "microsecond", "to_microseconds(cast(%s as bigint))");

  private DateParts() {}

  /**
   * The normal name of the part.
   *
   * @param written as the statement writes it, bare or quoted, such as {@code mon} or {@code
   *     'month'}
   */
  static String name(String written) throws RedshiftError {
    String plain = written.replaceAll("['\"]", "").toLowerCase(Locale.ROOT);
    String name = NAMES.get(plain);
    if (name == null) {
      throw new RedshiftError("date part \"%s\" not supported".formatted(plain));
    }
    return name;
  }

  /** The engine's interval of this many parts. */
  static String interval(String part, String number) throws RedshiftError {
    String adding = ADDING.getOrDefault(part, FINE.get(part));
    if (adding == null) {
      throw new RedshiftError("date part \"%s\" not supported".formatted(part));
    }
    return adding.formatted(number);
  }

  private static Map<String, String> names() {
    String[] lines = {
      "century c cent cents centuries",
      "decade decades decs",
      "year y yr yrs years",
      "quarter qtr qtrs quarters",
      "month mon mons months",
      "week w weeks",
      "day d days",
      "hour h hr hrs hours",
      "minute m min mins minutes",
      "second s sec secs seconds",
      "millisecond ms msec msecs msecond mseconds milliseconds millisec millisecs",
      "microsecond us usec usecs usecond useconds microseconds microsec microsecs",
      "dow dayofweek weekday dw",
      "doy dayofyear dy yearday",
      "epoch",
    };
    Map<String, String> names = new java.util.HashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      for (String word : words) {
        names.put(word, words[0]);
      }
    }
    return Map.copyOf(names);
  }
}
