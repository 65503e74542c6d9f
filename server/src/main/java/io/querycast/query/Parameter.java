package io.querycast.query;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.JsonValues;
import io.querycast.rest.Problem;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * One value that a query asks for.
 *
 * @param name as the SQL has it after the colon
 * @param label what people read beside the control
 * @param fallback the value that is used if none is given; a parameter without a fallback is
 *     required, because the Data API takes no NULL
 * @param min the least value, or for text the least length; null if there is no limit
 * @param max the greatest value, or for text the greatest length; null if there is no limit
 * @param choices the only values of a choice; empty for every other type
 */
public record Parameter(
    String name,
    ParameterType type,
    String label,
    Optional<JsonValue> fallback,
    JsonValue min,
    JsonValue max,
    List<String> choices) {

  public Parameter {
    choices = List.copyOf(choices);
  }

  /**
   * The text that is sent to Redshift for a value.
   *
   * @throws Problem that names this parameter and says what it takes
   */
  public String check(JsonValue value) {
    return type.text(value)
        .filter(text -> type.within(text, min, max, choices))
        .orElseThrow(() -> Problem.of(ErrorCode.ARGUMENT_INVALID, name, expectation()));
  }

  /** What the parameter takes, in one sentence. */
  String expectation() {
    return "%s takes %s%s.".formatted(name, type.what(), type.limits(min, max, choices));
  }

  JsonObject toJson() {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("name", name)
            .add("type", type.wireName())
            .add("label", label)
            .add("required", fallback.isEmpty())
            .add("default", JsonValues.exact(fallback.orElse(JsonValue.NULL)))
            .add("min", min == null ? JsonValue.NULL : JsonValues.exact(min))
            .add("max", max == null ? JsonValue.NULL : JsonValues.exact(max));
    if (choices.isEmpty()) {
      return json.addNull("choices").build();
    }
    JsonArrayBuilder array = JSON.createArrayBuilder();
    choices.forEach(array::add);
    return json.add("choices", array).build();
  }
}
