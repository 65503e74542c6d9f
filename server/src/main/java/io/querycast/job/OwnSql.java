package io.querycast.job;

import io.querycast.query.Placeholders;
import io.querycast.query.SqlText;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Checks an analyst's own SQL against its arguments. */
final class OwnSql {
  private OwnSql() {}

  /**
   * The values that travel beside the SQL, as text by parameter name.
   *
   * @throws Problem if the SQL is too long, or the arguments do not match the named parameters
   */
  static Map<String, String> values(String sql, JsonObject arguments) {
    SqlText.check(sql);
    Set<String> names = Placeholders.in(sql);
    for (String name : arguments.keySet()) {
      if (!names.contains(name)) {
        throw Problem.of(
            ErrorCode.ARGUMENT_UNKNOWN, name, "The SQL has no parameter of that name.");
      }
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(name, value(name, arguments.get(name)));
    }
    return values;
  }

  private static String value(String name, JsonValue argument) {
    if (argument == null) {
      throw Problem.of(
          ErrorCode.ARGUMENT_MISSING, name, "The SQL uses :%s: give its value.".formatted(name));
    }
    if (argument instanceof JsonString string && !string.getString().isEmpty()) {
      return string.getString();
    }
    if (argument instanceof JsonNumber
        || argument == JsonValue.TRUE
        || argument == JsonValue.FALSE) {
      return argument.toString();
    }
    throw Problem.of(
        ErrorCode.ARGUMENT_INVALID,
        name,
        "A value is text of at least one character, a number, true or false: the Data API takes no"
            + " NULL and no empty text.");
  }
}
