package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words for parts of dates and times, of which the guide allows several for each part. */
final class DateParts {
  private static final List<String> FUNCTIONS =
      List.of(
          "dateadd",
          "date_add",
          "datediff",
          "date_diff",
          "date_part",
          "pgdate_part",
          "extract",
          "date_trunc");

  private static final Map<String, String> WORDS = new HashMap<>();

  static {
    words("millennium", "millennia", "mil", "mils");
    words("century", "centuries", "c", "cent", "cents");
    words("decade", "decades", "dec", "decs");
    words("epoch");
    words("year", "years", "y", "yr", "yrs");
    words("quarter", "quarters", "qtr", "qtrs");
    words("month", "months", "mon", "mons");
    words("week", "weeks", "w");
    words("dayofweek", "dow", "dw", "weekday");
    words("dayofyear", "doy", "dy", "yearday");
    words("day", "days", "d");
    words("hour", "hours", "h", "hr", "hrs");
    words("minute", "minutes", "m", "min", "mins");
    words("second", "seconds", "s", "sec", "secs");
    words(
        "millisecond",
        "milliseconds",
        "ms",
        "msec",
        "msecs",
        "msecond",
        "mseconds",
        "millisec",
        "millisecs",
        "millisecon");
    words(
        "microsecond",
        "microseconds",
        "us",
        "usec",
        "usecs",
        "usecond",
        "useconds",
        "microsec",
        "microsecs");
    words("timezone");
    words("timezone_hour");
    words("timezone_minute");
  }

  private DateParts() {}

  private static void words(String part, String... others) {
    WORDS.put(part, part);
    for (String other : others) {
      WORDS.put(other, part);
    }
  }

  /** Whether a function's first argument is a part of a date. */
  static boolean isFirst(Tree function) {
    return function.parts().size() == 1 && FUNCTIONS.contains(function.first().value());
  }

  /**
   * The argument as a text with the part's one word.
   *
   * @return the argument itself if it is neither a word nor a text
   */
  static Tree of(Tree argument) {
    boolean isWord = argument.is(Kind.COLUMN) && argument.parts().size() == 1;
    boolean isText = argument.is(Kind.LITERAL) && argument.first().kind() == Token.Kind.TEXT;
    if (!isWord && !isText) {
      return argument;
    }
    String word = Lexer.lower(argument.first().value()).strip();
    return Made.text(argument.first(), WORDS.getOrDefault(word, word));
  }
}
