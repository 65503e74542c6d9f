package io.querycast.completion;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Redshift's event that a statement ended, as EventBridge delivers it.
 *
 * @param statementName the job's id
 */
record CompletionEvent(String statementName) {
  private static final Pattern JOB_ID = Pattern.compile("[0-9A-Z]{26}");

  /** Reads a message; empty if it is not such an event, or not about a job of ours. */
  static Optional<CompletionEvent> parse(String message) {
    try (JsonReader reader = JSON.createReader(new StringReader(message))) {
      return Optional.of(reader.readValue())
          .filter(JsonObject.class::isInstance)
          .map(event -> event.asJsonObject().get("detail"))
          .filter(JsonObject.class::isInstance)
          .map(detail -> detail.asJsonObject().get("statementName"))
          .flatMap(CompletionEvent::text)
          .filter(name -> JOB_ID.matcher(name).matches())
          .map(CompletionEvent::new);
    } catch (RuntimeException e) {
      // The reader also throws plain exceptions, for example if the nesting is too deep.
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonValue value) {
    return value instanceof JsonString string ? Optional.of(string.getString()) : Optional.empty();
  }
}
