package io.querycast.query;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The types of values that a parameter can take, and how each is checked and written. */
public enum ParameterType {
  /** A calendar month. */
  MONTH("a month as YYYY-MM", ParameterType::month),
  /** A calendar day. */
  DATE("a date as YYYY-MM-DD", ParameterType::date),
  /** A whole number that fits in 64 bits. */
  INTEGER("a whole number", ParameterType::integer),
  /** A decimal number of up to 38 digits, Redshift's limit. */
  NUMBER("a number", ParameterType::number),
  /** Text of at least one character: the Data API takes no empty text. */
  TEXT("text of at least one character", ParameterType::string),
  /** One of a list. */
  CHOICE("one of its choices", ParameterType::string),
  /** True or false. */
  BOOLEAN("true or false", ParameterType::bool);

  /** Redshift's greatest precision of a decimal. */
  private static final int DIGITS = 38;

  /** The longest text that is read as a number: all digits, and room for signs and an exponent. */
  private static final int LONGEST_NUMBER = 64;

  private final String what;

  // Method references hold no state, but their type can't say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<JsonValue, Optional<String>> text;

  ParameterType(String what, Function<JsonValue, Optional<String>> text) {
    this.what = what;
    this.text = text;
  }

  /** Its name on the wire and in the header of a query file. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String what() {
    return what;
  }

  /** The value as text for the Data API; empty if it is not of this type. */
  Optional<String> text(JsonValue value) {
    return text.apply(value);
  }

  /** A value from a query file, as JSON; empty if it is not of this type. */
  Optional<JsonValue> parse(String written) {
    JsonValue value =
        switch (this) {
          case INTEGER, NUMBER -> numeric(written);
          case BOOLEAN -> truth(written);
          default -> JSON.createValue(written);
        };
    return Optional.ofNullable(value).filter(json -> text(json).isPresent());
  }

  /** A limit from a query file: for text a length, else a value of this type. */
  Optional<JsonValue> parseLimit(String written) {
    return switch (this) {
      case TEXT -> INTEGER.parse(written);
      case CHOICE, BOOLEAN -> Optional.empty();
      default -> parse(written);
    };
  }

  boolean within(String value, JsonValue min, JsonValue max, List<String> choices) {
    if (this == CHOICE) {
      return choices.contains(value);
    }
    return (min == null || compare(value, min) >= 0) && (max == null || compare(value, max) <= 0);
  }

  String limits(JsonValue min, JsonValue max, List<String> choices) {
    if (this == CHOICE) {
      return ": " + String.join(", ", choices);
    }
    String unit = this == TEXT ? " in length" : "";
    String from = min == null ? "" : " from " + plain(min);
    String to = max == null ? "" : " up to " + plain(max);
    return from.isEmpty() && to.isEmpty() ? "" : "," + from + to + unit;
  }

  private int compare(String value, JsonValue limit) {
    return switch (this) {
      case INTEGER, NUMBER -> new BigDecimal(value).compareTo(new BigDecimal(plain(limit)));
      case TEXT ->
          Long.compare(value.codePointCount(0, value.length()), Long.parseLong(plain(limit)));
      // Months and dates with four-digit years sort as text.
      default -> value.compareTo(plain(limit));
    };
  }

  private static String plain(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  private static Optional<String> string(JsonValue value) {
    return value instanceof JsonString string && !string.getString().isEmpty()
        ? Optional.of(string.getString()).filter(text -> text.indexOf('\0') < 0)
        : Optional.empty();
  }

  private static Optional<String> month(JsonValue value) {
    return calendar(value, "\\d{4}-\\d{2}", YearMonth::parse);
  }

  private static Optional<String> date(JsonValue value) {
    return calendar(value, "\\d{4}-\\d{2}-\\d{2}", LocalDate::parse);
  }

  private static Optional<String> calendar(
      JsonValue value, String shape, Function<String, ?> parse) {
    return string(value)
        .filter(text -> text.matches(shape))
        .filter(
            text -> {
              try {
                return parse.apply(text) != null;
              } catch (DateTimeParseException e) {
                return false;
              }
            });
  }

  private static Optional<String> integer(JsonValue value) {
    return decimal(value)
        .filter(number -> number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0)
        .filter(number -> number.toBigInteger().bitLength() < Long.SIZE)
        .map(number -> number.toBigInteger().toString());
  }

  private static Optional<String> number(JsonValue value) {
    return decimal(value).map(BigDecimal::toPlainString);
  }

  /** A number may be a string: many JSON writers have no other way to send all its digits. */
  private static Optional<BigDecimal> decimal(JsonValue value) {
    Optional<BigDecimal> decimal =
        value instanceof JsonString string
            ? written(string.getString())
            : value instanceof JsonNumber number
                ? Optional.of(number.bigDecimalValue())
                : Optional.empty();
    // Checked before the number is written out: 1e999999999 would fill the memory.
    return decimal.filter(
        big -> Math.abs((long) big.scale()) <= DIGITS && big.precision() <= DIGITS);
  }

  private static Optional<BigDecimal> written(String text) {
    // BigDecimal also reads the digits of other scripts.
    boolean isPlain = text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
    if (!isPlain || text.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> bool(JsonValue value) {
    return value == JsonValue.TRUE || value == JsonValue.FALSE
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  private static JsonValue numeric(String text) {
    return written(text).map(JSON::createValue).orElse(null);
  }

  private static JsonValue truth(String written) {
    return switch (written) {
      case "true" -> JsonValue.TRUE;
      case "false" -> JsonValue.FALSE;
      default -> null;
    };
  }
}
