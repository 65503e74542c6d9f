package io.querycast.rest;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How missing values are written: as {@code null}, never left out. */
public final class JsonValues {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private JsonValues() {}

  /** A time in UTC to the millisecond, so that the order of the texts is the order of the times. */
  public static JsonValue time(Instant time) {
    return time == null ? JsonValue.NULL : JSON.createValue(millis(time));
  }

  /** The same, as text. */
  public static String millis(Instant time) {
    return TIME.format(time);
  }

  public static JsonValue text(String text) {
    return text == null ? JsonValue.NULL : JSON.createValue(text);
  }

  public static JsonValue number(Long number) {
    return number == null ? JsonValue.NULL : JSON.createValue(number);
  }
}
