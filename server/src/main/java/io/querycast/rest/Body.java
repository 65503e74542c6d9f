package io.querycast.rest;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.Set;

/** Reads the body of a request: one JSON object with known members. */
public final class Body {
  /** Enough for the Data API's longest statement, 100 KB, in JSON's escapes. */
  public static final int MAX_BYTES = 256 * 1024;

  /** Our bodies have only a few levels. Each level costs a reader some of its stack. */
  static final int MOST_LEVELS = 32;

  private Body() {}

  /**
   * Returns the object that a body holds.
   *
   * @param keys the only members it may have
   * @throws Problem if it is too large, breaks off, is not JSON, or is not such an object
   */
  public static JsonObject read(InputStream body, Set<String> keys) {
    byte[] bytes = bytes(body);
    if (bytes.length > MAX_BYTES) {
      throw new Problem(ErrorCode.BODY_TOO_LARGE, "Send at most %d bytes.".formatted(MAX_BYTES));
    }
    JsonValue json;
    try (JsonParser parser = JSON.createParser(new StringReader(flat(Text.decode(bytes))))) {
      parser.next();
      json = parser.getValue();
      if (parser.hasNext()) {
        throw new JsonException("Something follows the JSON object.");
      }
    } catch (CharacterCodingException | RuntimeException e) {
      // Besides its own exceptions, the reader throws plain ones, for example if JSON is nested too
      // deep.
      throw new Problem(
          ErrorCode.BROKEN_JSON, "The body is not JSON: send one JSON object, in UTF-8.");
    }
    if (!Text.isAllText(json)) {
      throw Text.notOne();
    }
    if (!(json instanceof JsonObject object)) {
      throw invalid("Send a JSON object.");
    }
    if (!keys.containsAll(object.keySet())) {
      throw invalid(
          "Send only these members: %s."
              .formatted(String.join(", ", keys.stream().sorted().toList())));
    }
    return object;
  }

  /**
   * Returns the same text.
   *
   * @throws JsonException if it opens more levels than a body may have
   */
  private static String flat(String json) {
    int level = 0;
    boolean isText = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (isText && c == '\\') {
        i++;
      } else if (c == '"') {
        isText = !isText;
      } else if (!isText && (c == '[' || c == '{') && ++level > MOST_LEVELS) {
        throw new JsonException("There are too many levels.");
      } else if (!isText && (c == ']' || c == '}')) {
        level--;
      }
    }
    return json;
  }

  /**
   * Reads all bytes. A client that breaks off or sends a false length is not a fault of the server.
   */
  private static byte[] bytes(InputStream body) {
    try {
      return body.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw broken();
    }
  }

  /**
   * Returns a member that is text.
   *
   * @return null if it is missing or null
   * @throws Problem if it is anything else, or blank
   */
  public static String text(JsonObject body, String key) {
    JsonValue value = body.getOrDefault(key, JsonValue.NULL);
    if (value == JsonValue.NULL) {
      return null;
    }
    if (value instanceof JsonString string && !string.getString().isBlank()) {
      return string.getString();
    }
    throw invalid("'%s' must be text, and not blank.".formatted(key));
  }

  /** The refusal of a body that ends, or fails, before it is whole. */
  public static Problem broken() {
    return new Problem(
        ErrorCode.BODY_BROKEN,
        "The body is incomplete: send as many bytes as Content-Length says.");
  }

  /** The refusal of a body with a fault. */
  public static Problem invalid(String detail) {
    return new Problem(ErrorCode.BODY_INVALID, detail);
  }
}
