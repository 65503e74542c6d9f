package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.util.Optional;

/** An operation's input, read by name. */
record Input(ObjectNode json) {

  /**
   * A required parameter.
   *
   * @throws AwsError {@code InvalidParameterException} that names it
   */
  String text(String name) throws AwsError {
    return required(json, name);
  }

  /** A required parameter inside another, such as {@code AuthParameters.USERNAME}. */
  String text(String group, String name) throws AwsError {
    return required(json.path(group), name);
  }

  /** A parameter that may be left out. */
  Optional<String> optional(String name) {
    return Optional.of(json.path(name).asText()).filter(text -> !text.isEmpty());
  }

  private static String required(JsonNode parent, String name) throws AwsError {
    JsonNode value = parent.path(name);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new AwsError("InvalidParameterException", "Missing required parameter " + name);
    }
    return value.textValue();
  }
}
