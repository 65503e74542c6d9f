package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A DATEFORMAT or TIMEFORMAT: {@code MM/DD/YYYY HH:MI:SS}. */
final class TimePattern {
  /** Longer ones first. */
  private static final List<String> PARTS =
      List.of(
          "yyyy", "month", "hh24", "hh12", "mon", "day", "yy", "mm", "dd", "dy", "hh", "mi", "ss",
          "am", "pm", "y");

  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private final List<String> parts = new ArrayList<>();

  /**
   * Reads a format.
   *
   * @throws Refused if it has a part that is unknown
   */
  TimePattern(String format, String option) {
    String lower = format.toLowerCase(Locale.ROOT);
    int at = 0;
    while (at < lower.length()) {
      String part = partAt(lower, at);
      boolean isUnknown =
          part == null && Character.isLetter(lower.charAt(at)) && lower.charAt(at) != 't';
      if (isUnknown) {
        throw new Refused("Invalid %s: %s".formatted(option, format), -1);
      }
      parts.add(part == null ? "'" + lower.charAt(at) : part);
      at += part == null ? 1 : part.length();
    }
  }

  private static String partAt(String format, int at) {
    for (String part : PARTS) {
      if (format.startsWith(part, at)) {
        return part;
      }
    }
    return null;
  }

  /** What a text says; null if it does not match. What comes after the last part is left out. */
  LocalDateTime parse(String text) {
    return parse(text, false);
  }

  /** What a text says; null if it does not match, or goes on after the last part. */
  LocalDateTime parseWhole(String text) {
    return parse(text, true);
  }

  private LocalDateTime parse(String text, boolean isWhole) {
    Reading reading = new Reading(text.toLowerCase(Locale.ROOT));
    for (int i = 0; i < parts.size(); i++) {
      // Digits that nothing separates are as many as the part has letters.
      boolean isTight = i + 1 < parts.size() && !parts.get(i + 1).startsWith("'");
      if (!reading.take(parts.get(i), isTight)) {
        return null;
      }
    }
    return isWhole && reading.at != text.length() ? null : reading.result();
  }

  private static final class Reading {
    private final String text;
    private int at;
    private int year = 1970;
    private int month = 1;
    private int day = 1;
    private int hour;
    private int minute;
    private int second;
    private int nano;
    private boolean isAfternoon;
    private boolean isHalfDay;

    Reading(String text) {
      this.text = text;
    }

    boolean take(String part, boolean isTight) {
      return switch (part) {
        case "yyyy" -> (year = number(4, isTight)) >= 0;
        case "yy", "y" -> {
          int short2 = number(2, isTight);
          year = short2 < 70 ? 2000 + short2 : 1900 + short2;
          yield short2 >= 0;
        }
        case "mm" -> (month = number(2, isTight)) >= 0;
        case "mon", "month" -> name();
        case "dd" -> (day = number(2, isTight)) >= 0;
        case "dy", "day" -> letters() > 0;
        case "hh", "hh24", "hh12" -> (hour = number(2, isTight)) >= 0;
        case "mi" -> (minute = number(2, isTight)) >= 0;
        case "ss" -> (second = number(2, isTight)) >= 0 && fraction();
        case "am", "pm" -> half();
        default -> literal(part.charAt(1));
      };
    }

    private boolean literal(char wanted) {
      boolean matches = at < text.length() && text.charAt(at) == wanted;
      at++;
      return matches;
    }

    private int number(int most, boolean isTight) {
      int from = at;
      while (at < text.length() && at - from < most && Character.digit(text.charAt(at), 10) >= 0) {
        at++;
      }
      boolean fits = (isTight || most == 4) ? at - from == most : at > from;
      return fits ? Integer.parseInt(text.substring(from, at)) : -1;
    }

    private boolean fraction() {
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        int from = at;
        while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
          at++;
        }
        String digits = (text.substring(from, at) + "000000000").substring(0, 9);
        nano = Integer.parseInt(digits) / 1000 * 1000;
      }
      return true;
    }

    private int letters() {
      int from = at;
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      return at - from;
    }

    private boolean name() {
      int from = at;
      letters();
      String name = text.substring(from, at);
      for (int i = 0; i < MONTHS.size(); i++) {
        if (name.length() >= 3 && MONTHS.get(i).startsWith(name)) {
          month = i + 1;
          return true;
        }
      }
      return false;
    }

    private boolean half() {
      isHalfDay = text.startsWith("am", at) || text.startsWith("pm", at);
      isAfternoon = text.startsWith("pm", at);
      at += 2;
      return isHalfDay;
    }

    LocalDateTime result() {
      int shown = hour;
      if (isHalfDay) {
        if (hour < 1 || hour > 12) {
          return null;
        }
        shown = hour % 12 + (isAfternoon ? 12 : 0);
      }
      try {
        return year == 0 ? null : LocalDateTime.of(year, month, day, shown, minute, second, nano);
      } catch (DateTimeException e) {
        return null;
      }
    }
  }
}
