package io.querycast.local.redshift;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Times as Redshift writes them: with a space in the middle, and a fraction without trailing zeros.
 */
final class TimeText {
  private TimeText() {}

  /** Such as {@code 2015-03-01 00:00:07.12}. */
  static String of(LocalDateTime time) {
    return time.toLocalDate() + " " + of(time.toLocalTime());
  }

  /** The same in UTC, the session's zone, with {@code +00} at the end. */
  static String of(OffsetDateTime time) {
    return of(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()) + "+00";
  }

  static String of(LocalTime time) {
    StringBuilder text = new StringBuilder(15);
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    two(text, time.getSecond());
    int micros = time.getNano() / 1000;
    if (micros != 0) {
      text.append('.').append(Integer.toString(1_000_000 + micros), 1, 7);
      while (text.charAt(text.length() - 1) == '0') {
        text.setLength(text.length() - 1);
      }
    }
    return text.toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
