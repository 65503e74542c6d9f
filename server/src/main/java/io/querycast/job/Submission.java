package io.querycast.job;

import io.querycast.rest.Body;
import io.querycast.rest.Problem;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.util.Set;

/**
 * What a user asks for.
 *
 * @param query the query's name in the catalogue; null if {@code sql} is given
 * @param sql the user's own SQL; null if {@code query} is given
 */
record Submission(String query, String sql, JsonObject arguments) {
  private static final Set<String> KEYS = Set.of("query", "sql", "arguments");

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
      return new Submission(query, sql, object);
    }
    throw Body.invalid("'arguments' must be an object.");
  }
}
