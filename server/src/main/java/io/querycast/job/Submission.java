package io.querycast.job;

import io.querycast.ErrorCode;
import io.querycast.Problem;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * What a user asks for.
 *
 * @param query the catalogue's name; null where {@code sql} is given
 * @param sql the user's own; null where {@code query} is given
 */
record Submission(String query, String sql, JsonObject arguments) {
  /** Enough for the Data API's longest statement, 100 KB, in JSON's escapes. */
  static final int MAX_BYTES = 256 * 1024;

  private static final Set<String> KEYS = Set.of("query", "sql", "arguments");

  /**
   * Reads the body of a request.
   *
   * @throws Problem when it is too large, not JSON, or not a submission
   */
  static Submission read(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new Problem(ErrorCode.BODY_TOO_LARGE, "Send at most %d bytes.".formatted(MAX_BYTES));
    }
    JsonValue json;
    try (JsonParser parser = Json.createParser(new ByteArrayInputStream(bytes))) {
      parser.next();
      json = parser.getValue();
      if (parser.hasNext()) {
        throw new JsonException("There is more behind it.");
      }
    } catch (RuntimeException e) {
      // Besides its own exceptions, the reader has plain ones, as for too deep a nesting.
      throw new Problem(ErrorCode.BROKEN_JSON, "The body is not JSON: send one JSON object.");
    }
    if (json instanceof JsonObject object) {
      return parse(object);
    }
    throw invalid("Send a JSON object.");
  }

  private static Submission parse(JsonObject body) {
    for (String key : body.keySet()) {
      if (!KEYS.contains(key)) {
        throw invalid("'query' or 'sql', and 'arguments', are all that may be sent.");
      }
    }
    String query = text(body, "query");
    String sql = text(body, "sql");
    if ((query == null) == (sql == null)) {
      throw invalid("Send either 'query' or 'sql'.");
    }
    JsonValue arguments = body.getOrDefault("arguments", JsonValue.EMPTY_JSON_OBJECT);
    if (arguments instanceof JsonObject object) {
      return new Submission(query, sql, object);
    }
    throw invalid("'arguments' must be an object.");
  }

  private static String text(JsonObject body, String key) {
    JsonValue value = body.getOrDefault(key, JsonValue.NULL);
    if (value == JsonValue.NULL) {
      return null;
    }
    if (value instanceof JsonString string && !string.getString().isBlank()) {
      return string.getString();
    }
    throw invalid("'%s' must be text, and not blank.".formatted(key));
  }

  private static Problem invalid(String detail) {
    return new Problem(ErrorCode.BODY_INVALID, detail);
  }
}
