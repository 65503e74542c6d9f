package io.querycast.job;

import io.querycast.query.Query;
import io.querycast.rest.Body;
import io.querycast.rest.Problem;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * What a user asks for.
 *
 * @param query the query's name in the catalogue; null if {@code sql} is given
 * @param sql the user's own SQL; null if {@code query} is given
 * @param maxAge how old an answer may be that serves at once; null if the user does not say
 */
record Submission(String query, String sql, JsonObject arguments, Duration maxAge) {
  private static final Set<String> KEYS = Set.of("query", "sql", "arguments", "maxAge");

  /**
   * Reads the body of a request.
   *
   * @throws Problem if it is too large, is not JSON, or is not a submission
   */
  static Submission read(InputStream body) {
    JsonObject json = Body.read(body, KEYS);
    String query = Body.text(json, "query");
    String sql = Body.text(json, "sql");
    if ((query == null) == (sql == null)) {
      throw Body.invalid("Send either 'query' or 'sql'.");
    }
    JsonValue arguments = json.getOrDefault("arguments", JsonValue.EMPTY_JSON_OBJECT);
    if (arguments instanceof JsonObject object) {
      return new Submission(query, sql, object, maxAge(Body.text(json, "maxAge")));
    }
    throw Body.invalid("'arguments' must be an object.");
  }

  private static Duration maxAge(String text) {
    if (text == null) {
      return null;
    }
    Duration age;
    try {
      age = Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw notAnAge();
    }
    if (age.isNegative() || age.compareTo(Query.LONGEST_FRESH) > 0) {
      throw notAnAge();
    }
    return age.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Problem notAnAge() {
    return Body.invalid("'maxAge' is a duration from PT0S to PT12H, such as PT10M.");
  }
}
