package io.querycast.local.copy;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** DATE, TIME, TIMETZ, TIMESTAMP and TIMESTAMPTZ. */
final class Times implements Converter {
  private static final DateTimeFormatter WRITTEN =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4, 6, SignStyle.NORMAL)
          .appendPattern("-MM-dd HH:mm:ss.SSSSSS")
          .toFormatter();

  /** The last year of a TIMESTAMP. */
  private static final int LAST_YEAR = 294_276;

  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final int REMEMBERED = 4096;

  /** What {@code 'auto'} finds in many files, so that nobody has to be asked. */
  private static final List<TimePattern> USUAL =
      Stream.of(
              "MM/DD/YYYY HH12:MI:SS AM",
              "MM/DD/YYYY HH12:MI AM",
              "MM/DD/YYYY HH24:MI:SS",
              "MM/DD/YYYY HH24:MI",
              "MM/DD/YYYY")
          .map(pattern -> new TimePattern(pattern, "TIMEFORMAT"))
          .toList();

  /** Asks the warehouse what a text means as a date or a time. */
  interface Meaning {
    /** What {@code cast(text as type)} gives; null if that fails. */
    String of(String text, String type) throws SQLException;
  }

  private final String type;
  private final String format;
  private final TimePattern pattern;
  private final boolean acceptsAny;
  private final Meaning meaning;

  /** Files repeat their dates. */
  private final Map<String, String> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param type {@code date}, {@code time}, {@code timetz}, {@code timestamp} or {@code
   *     timestamptz}
   */
  Times(String type, CopyOptions options, Meaning meaning) {
    this.type = type;
    this.meaning = meaning;
    acceptsAny = options.acceptsAnyDate && type.matches("date|timestamp(tz)?");
    format = type.equals("date") ? options.dateFormat : options.timeFormat;
    boolean isPattern =
        !format.isEmpty() && !format.equals("auto") && !format.matches("epoch(milli)?secs");
    String option = type.equals("date") ? "DATEFORMAT" : "TIMEFORMAT";
    pattern = isPattern ? new TimePattern(format, option) : null;
  }

  @Override
  public boolean convert(Field field, Row row) throws Unfit, SQLException {
    int from = field.from;
    int to = field.to;
    while (from < to && field.bytes[from] == ' ') {
      from++;
    }
    while (to > from && field.bytes[to - 1] == ' ') {
      to--;
    }
    if (pattern == null && isPlain(field.bytes, from, to)) {
      if (type.equals("date")) {
        row.putPlain(field.bytes, from, from + 10);
      } else {
        row.putPlain(field.bytes, from, to);
      }
      return true;
    }
    String written = written(field.toString().strip());
    if (written != null) {
      row.putPlain(written);
      return true;
    }
    if (acceptsAny) {
      return false;
    }
    throw wrong(to - from);
  }

  private String written(String text) throws SQLException {
    if (pattern != null) {
      LocalDateTime time = pattern.parse(text);
      return time == null ? null : shown(time);
    }
    return switch (format) {
      case "epochsecs" -> epoch(text, 1000);
      case "epochmillisecs" -> epoch(text, 1);
      case "auto" -> {
        LocalDateTime usual = usual(text);
        if (usual != null) {
          yield shown(usual);
        }
        if (!known.containsKey(text)) {
          known.put(text, meaning.of(text, type));
        }
        yield known.get(text);
      }
      default -> null;
    };
  }

  private LocalDateTime usual(String text) {
    if (!type.equals("date") && !type.equals("timestamp")) {
      return null;
    }
    for (TimePattern each : USUAL) {
      LocalDateTime time = each.parseWhole(text);
      if (time != null) {
        return time;
      }
    }
    return null;
  }

  private String shown(LocalDateTime time) {
    String all = WRITTEN.format(time);
    return switch (type) {
      case "date" -> all.substring(0, 10);
      case "time", "timetz" -> all.substring(11);
      default -> all;
    };
  }

  private String epoch(String text, long factor) {
    if (!type.startsWith("timestamp") || !text.matches("-?\\d{1,15}(\\.\\d{1,9})?")) {
      return null;
    }
    double milliseconds = Double.parseDouble(text) * factor;
    LocalDateTime time =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(Math.round(milliseconds)), ZoneOffset.UTC);
    if (time.getYear() < 1 || time.getYear() > LAST_YEAR) {
      return null;
    }
    String shown = WRITTEN.format(time);
    return type.equals("timestamptz") ? shown + "+00" : shown;
  }

  private Unfit wrong(int length) {
    if (type.equals("date")) {
      return new Unfit(
          Unfit.BAD_DATE,
          format.isEmpty() && length < 10
              ? "Invalid Date Format - length must be 10 or more"
              : "Invalid date format or value [%s]"
                  .formatted(format.isEmpty() ? "YYYY-MM-DD" : format));
    }
    String standard =
        switch (type) {
          case "timestamptz" -> "YYYY-MM-DD HH24:MI:SSOF";
          case "timestamp" -> "YYYY-MM-DD HH24:MI:SS";
          default -> "HH24:MI:SS";
        };
    return new Unfit(
        Unfit.BAD_TIMESTAMP,
        "Invalid timestamp format or value [%s]".formatted(format.isEmpty() ? standard : format));
  }

  /**
   * Whether it is written as ISO 8601 says: the usual case, and PostgreSQL reads it as it is. With
   * {@code epochsecs} it is not meant to be.
   */
  private boolean isPlain(byte[] bytes, int from, int to) {
    if (format.startsWith("epoch")) {
      return false;
    }
    int at = from;
    if (!type.startsWith("time") || type.startsWith("timestamp")) {
      if (!isDate(bytes, from, to)) {
        return false;
      }
      at = from + 10;
      if (at == to) {
        return true;
      }
      if (bytes[at] != ' ' && bytes[at] != 'T') {
        return false;
      }
      if (type.equals("date")) {
        // A time behind a date is left out.
        return true;
      }
      at++;
    }
    return isTime(bytes, at, to);
  }

  private static boolean isDate(byte[] bytes, int from, int to) {
    if (to - from < 10 || bytes[from + 4] != '-' || bytes[from + 7] != '-') {
      return false;
    }
    int year = number(bytes, from, 2) * 100 + number(bytes, from + 2, 2);
    int month = number(bytes, from + 5, 2);
    int day = number(bytes, from + 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]) {
      return false;
    }
    boolean isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month != 2 || day < 29 || isLeap;
  }

  /** {@code HH:MI[:SS[.f]]}, and an offset if the type has one. */
  private boolean isTime(byte[] bytes, int from, int to) {
    if (to - from < 5 || bytes[from + 2] != ':') {
      return false;
    }
    int hour = number(bytes, from, 2);
    int minute = number(bytes, from + 3, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return false;
    }
    int at = from + 5;
    if (at < to && bytes[at] == ':') {
      int second = at + 3 <= to ? number(bytes, at + 1, 2) : -1;
      if (second < 0 || second > 59) {
        return false;
      }
      at += 3;
      if (at < to && bytes[at] == '.') {
        int digits = at + 1;
        while (digits < to && bytes[digits] >= '0' && bytes[digits] <= '9') {
          digits++;
        }
        if (digits == at + 1 || digits > at + 7) {
          return false;
        }
        at = digits;
      }
    }
    return at == to || isOffset(bytes, at, to);
  }

  private boolean isOffset(byte[] bytes, int from, int to) {
    // A type without zone takes one only where any form is taken, and then drops it.
    if (!type.endsWith("tz") && !format.equals("auto")) {
      return false;
    }
    if (bytes[from] == 'Z') {
      return from + 1 == to;
    }
    if (bytes[from] != '+' && bytes[from] != '-') {
      return false;
    }
    int length = to - from;
    boolean isHours = length == 3 && number(bytes, from + 1, 2) <= 15;
    boolean isBoth =
        length == 6
            && bytes[from + 3] == ':'
            && number(bytes, from + 4, 2) >= 0
            && number(bytes, from + 4, 2) < 60;
    return (isHours || isBoth)
        && number(bytes, from + 1, 2) >= 0
        && number(bytes, from + 1, 2) <= 15;
  }

  /** A number of two digits; very negative if they are none. */
  private static int number(byte[] bytes, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -10_000;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
