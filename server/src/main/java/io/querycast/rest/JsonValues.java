package io.querycast.rest;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
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

  /** A value of a user: a number that readers would round to a double is a string. */
  public static JsonValue exact(JsonValue value) {
    return value instanceof JsonNumber number && !isDouble(number.bigDecimalValue())
        ? JSON.createValue(number.toString())
        : value;
  }

  /** The same for each value of an object. */
  public static JsonObject exact(JsonObject values) {
    JsonObjectBuilder exact = JSON.createObjectBuilder();
    values.forEach((name, value) -> exact.add(name, exact(value)));
    return exact.build();
  }

  /** Whether a program that reads the number as a double writes the same number again. */
  private static boolean isDouble(BigDecimal number) {
    double read = number.doubleValue();
    return Double.isFinite(read) && new BigDecimal(Double.toString(read)).compareTo(number) == 0;
  }
}
