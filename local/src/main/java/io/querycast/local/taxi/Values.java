package io.querycast.local.taxi;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the fields of trip files mean, whatever the year. */
final class Values {
  private static final Set<String> EMPTY = Set.of("", "nan", "null", "none", "\\n");

  // The Commission has numbers for CMT and for VTS, which is Verifone. It has none for DDS, which
  // gets one that no other vendor has.
  private static final Map<String, Short> VENDORS =
      Map.of("cmt", (short) 1, "vts", (short) 2, "dds", (short) 3);

  private static final Map<String, Short> PAYMENTS =
      Map.ofEntries(
          Map.entry("credit", (short) 1),
          Map.entry("credit card", (short) 1),
          Map.entry("cre", (short) 1),
          Map.entry("crd", (short) 1),
          Map.entry("cash", (short) 2),
          Map.entry("cas", (short) 2),
          Map.entry("csh", (short) 2),
          Map.entry("no charge", (short) 3),
          Map.entry("noc", (short) 3),
          Map.entry("no", (short) 3),
          Map.entry("dispute", (short) 4),
          Map.entry("dis", (short) 4),
          Map.entry("unknown", (short) 5),
          Map.entry("unk", (short) 5),
          Map.entry("na", (short) 5),
          Map.entry("voided trip", (short) 6),
          Map.entry("voided", (short) 6),
          Map.entry("voi", (short) 6));

  private static final Map<String, String> FLAGS =
      Map.ofEntries(
          Map.entry("y", "Y"),
          Map.entry("true", "Y"),
          Map.entry("t", "Y"),
          Map.entry("1", "Y"),
          Map.entry("1.0", "Y"),
          Map.entry("n", "N"),
          Map.entry("false", "N"),
          Map.entry("f", "N"),
          Map.entry("0", "N"),
          Map.entry("0.0", "N"));

  /** A time of New York's clocks, as the files write it and as data portals and Parquet do. */
  private static final Pattern TIME =
      Pattern.compile(
          "(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})[ T]"
              + "(?<hour>\\d{1,2}):(?<minute>\\d{2})(:(?<second>\\d{2})(\\.(?<fraction>\\d{1,9}))?)?"
              + "(Z|\\+00(:?00)?)?");

  /** The same in the order of American dates, with or without halves of the day. */
  private static final Pattern AMERICAN_TIME =
      Pattern.compile(
          "(?<month>\\d{1,2})/(?<day>\\d{1,2})/(?<year>\\d{4}) +"
              + "(?<hour>\\d{1,2}):(?<minute>\\d{2})(:(?<second>\\d{2})(\\.(?<fraction>\\d{1,9}))?)?"
              + "( ?(?<half>[AaPp])[Mm])?");

  private Values() {}

  /** Whether a field says that there is no value; NaN comes from Parquet. */
  static boolean isEmpty(String text) {
    return text == null || EMPTY.contains(text.strip().toLowerCase(Locale.ROOT));
  }

  static Short vendor(String text) throws BadValue {
    return coded(text, VENDORS, "vendor");
  }

  static Short payment(String text) throws BadValue {
    return coded(text, PAYMENTS, "payment type");
  }

  private static Short coded(String text, Map<String, Short> codes, String what) throws BadValue {
    Short code = codes.get(text.toLowerCase(Locale.ROOT));
    if (code != null) {
      return code;
    }
    if (Character.isLetter(text.charAt(0))) {
      throw new BadValue("%s is no known %s".formatted(shown(text), what));
    }
    return small(text);
  }

  /**
   * Y for a trip that was stored before it was sent, N for others. Single characters of unknown
   * meaning, such as the * of 2010, stay as they are.
   */
  static String flag(String text) throws BadValue {
    String flag = FLAGS.getOrDefault(text.toLowerCase(Locale.ROOT), text);
    if (flag.length() > 1) {
      throw new BadValue("%s is no flag".formatted(shown(text)));
    }
    return flag;
  }

  static Short small(String text) throws BadValue {
    return (short) between(text, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  static Integer whole(String text) throws BadValue {
    return (int) between(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A whole number, which Parquet may write as 1.0. */
  private static long between(String text, long least, long most) throws BadValue {
    try {
      long number = number(text).longValueExact();
      if (number >= least && number <= most) {
        return number;
      }
    } catch (ArithmeticException e) {
      throw new BadValue("%s is not a whole number".formatted(shown(text)));
    }
    throw new BadValue("%s is not from %d to %d".formatted(shown(text), least, most));
  }

  static BigDecimal money(String text) throws BadValue {
    return decimal(text, 9);
  }

  /**
   * A number with two decimals. The files of 2009 write 2.63 as 2.6299999999999999, so it is
   * rounded.
   *
   * @param precision how many digits it may have in all
   */
  static BigDecimal decimal(String text, int precision) throws BadValue {
    BigDecimal number = number(text).setScale(2, RoundingMode.HALF_UP);
    if (number.precision() > precision) {
      throw new BadValue("%s does not fit in decimal(%d, 2)".formatted(shown(text), precision));
    }
    return number;
  }

  private static BigDecimal number(String text) throws BadValue {
    try {
      BigDecimal number = new BigDecimal(text);
      // Floating numbers have exponents up to 308. Others would fill the memory with digits.
      if (Math.abs((long) number.scale()) <= 400) {
        return number;
      }
    } catch (NumberFormatException e) {
      // answered below
    }
    throw new BadValue("%s is not a number".formatted(shown(text)));
  }

  /** Times of years that are not sensible are times too: wrong clocks are part of the data. */
  static LocalDateTime time(String text) throws BadValue {
    Matcher time = TIME.matcher(text);
    if (time.matches()) {
      return time(text, time, number(time, "hour"));
    }
    time = AMERICAN_TIME.matcher(text);
    if (time.matches()) {
      return time(text, time, hour(text, time));
    }
    throw new BadValue("%s is not a time".formatted(shown(text)));
  }

  private static LocalDateTime time(String text, Matcher time, int hour) throws BadValue {
    String fraction = time.group("fraction");
    try {
      LocalDateTime value =
          LocalDateTime.of(
              number(time, "year"),
              number(time, "month"),
              number(time, "day"),
              hour,
              number(time, "minute"),
              number(time, "second"));
      if (value.getYear() == 0) {
        throw new BadValue("there is no year 0: " + shown(text));
      }
      return fraction == null
          ? value
          : value.plusNanos(Long.parseLong((fraction + "000000").substring(0, 6)) * 1000);
    } catch (DateTimeException e) {
      throw new BadValue("%s is not a time".formatted(shown(text)));
    }
  }

  private static int hour(String text, Matcher time) throws BadValue {
    int hour = number(time, "hour");
    String half = time.group("half");
    if (half == null) {
      return hour;
    }
    if (hour < 1 || hour > 12) {
      throw new BadValue("%s is not a time".formatted(shown(text)));
    }
    return hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
  }

  private static int number(Matcher time, String part) {
    String digits = time.group(part);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** The text for a message on the console: not too long, and without control characters. */
  static String shown(String text) {
    String start = text.length() <= 40 ? text : text.substring(0, 40) + "...";
    return "'" + start.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
