package io.querycast.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.querycast.local.AwsError;
import java.util.Map;
import java.util.Set;

/**
 * Which events a rule takes. Known are exact values, prefix, suffix, equals-ignore-case,
 * anything-but, numeric and exists; what is not known is refused when the rule is made, for a
 * pattern that is half understood takes the wrong events.
 */
final class EventPattern {
  private static final Set<String> KNOWN =
      Set.of("prefix", "suffix", "equals-ignore-case", "anything-but", "numeric", "exists");
  private static final Set<String> COMPARISONS = Set.of("=", "<", "<=", ">", ">=");

  private EventPattern() {}

  /**
   * Refuses a pattern that is not valid or not known.
   *
   * @throws AwsError InvalidEventPatternException with the place of the fault
   */
  static void check(JsonNode pattern) throws AwsError {
    if (!pattern.isObject() || pattern.isEmpty()) {
      throw invalid("the pattern must be an object that is not empty");
    }
    checkFields("", pattern);
  }

  /** Whether the event is one that the pattern, which was checked, takes. */
  static boolean matches(JsonNode pattern, JsonNode event) {
    return pattern.properties().stream()
        .allMatch(field -> field(field.getValue(), event.path(field.getKey())));
  }

  private static boolean field(JsonNode pattern, JsonNode value) {
    if (pattern.isObject()) {
      return matches(pattern, value);
    }
    for (JsonNode wanted : pattern) {
      if (wanted.has("exists")) {
        if (wanted.get("exists").asBoolean() != (value.isMissingNode() || value.isObject())) {
          return true;
        }
      } else if (value.isArray()) {
        for (JsonNode element : value) {
          if (leaf(wanted, element)) {
            return true;
          }
        }
      } else if (leaf(wanted, value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean leaf(JsonNode wanted, JsonNode value) {
    if (value instanceof MissingNode) {
      return false;
    }
    if (!wanted.isObject()) {
      return same(wanted, value);
    }
    Map.Entry<String, JsonNode> filter = wanted.properties().iterator().next();
    JsonNode with = filter.getValue();
    return switch (filter.getKey()) {
      case "prefix" -> value.isTextual() && value.textValue().startsWith(with.textValue());
      case "suffix" -> value.isTextual() && value.textValue().endsWith(with.textValue());
      case "equals-ignore-case" ->
          value.isTextual() && value.textValue().equalsIgnoreCase(with.textValue());
      case "numeric" -> value.isNumber() && numeric(with, value.asDouble());
      default -> anythingBut(with, value);
    };
  }

  private static boolean anythingBut(JsonNode unwanted, JsonNode value) {
    if (!unwanted.isArray()) {
      return !leaf(unwanted, value);
    }
    for (JsonNode one : unwanted) {
      if (leaf(one, value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean numeric(JsonNode comparisons, double value) {
    for (int i = 0; i < comparisons.size(); i += 2) {
      double with = comparisons.get(i + 1).asDouble();
      boolean holds =
          switch (comparisons.get(i).textValue()) {
            case "=" -> value == with;
            case "<" -> value < with;
            case "<=" -> value <= with;
            case ">" -> value > with;
            default -> value >= with;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(JsonNode wanted, JsonNode value) {
    return (wanted.isNumber() && value.isNumber())
        ? wanted.decimalValue().compareTo(value.decimalValue()) == 0
        : wanted.equals(value);
  }

  private static void checkFields(String path, JsonNode fields) throws AwsError {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      String place = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      JsonNode wanted = field.getValue();
      if (field.getKey().startsWith("$")) {
        throw invalid(place + " is not available in the local cloud");
      }
      if (wanted.isObject() && !wanted.isEmpty()) {
        checkFields(place, wanted);
      } else if (wanted.isArray() && !wanted.isEmpty()) {
        for (JsonNode one : wanted) {
          checkLeaf(place, one);
        }
      } else {
        throw invalid("\"" + place + "\" must be an object or an array that is not empty");
      }
    }
  }

  private static void checkLeaf(String place, JsonNode wanted) throws AwsError {
    if (!wanted.isObject()) {
      if (wanted.isArray()) {
        throw invalid("\"" + place + "\" holds an array within an array");
      }
      return;
    }
    if (wanted.size() != 1) {
      throw invalid("\"" + place + "\" holds a filter that has not exactly one name");
    }
    String name = wanted.fieldNames().next();
    JsonNode with = wanted.get(name);
    if (!KNOWN.contains(name)) {
      throw invalid("filter " + name + " at \"" + place + "\" is not available in the local cloud");
    }
    if (!isFit(place, name, with)) {
      throw invalid("filter " + name + " at \"" + place + "\" has a value that does not fit");
    }
  }

  private static boolean isFit(String place, String name, JsonNode with) throws AwsError {
    if (name.equals("exists")) {
      return with.isBoolean();
    }
    if (name.equals("numeric")) {
      return isComparison(with);
    }
    if (!name.equals("anything-but")) {
      return with.isTextual();
    }
    if (with.isObject()) {
      checkLeaf(place, with);
      return with.has("prefix") || with.has("suffix") || with.has("equals-ignore-case");
    }
    for (JsonNode one : with) {
      if (one.isContainerNode()) {
        return false;
      }
    }
    return !with.isNull() && !(with.isArray() && with.isEmpty());
  }

  private static boolean isComparison(JsonNode with) {
    if (!with.isArray() || with.isEmpty() || with.size() % 2 != 0) {
      return false;
    }
    for (int i = 0; i < with.size(); i += 2) {
      if (!COMPARISONS.contains(with.get(i).asText()) || !with.get(i + 1).isNumber()) {
        return false;
      }
    }
    return true;
  }

  private static AwsError invalid(String why) {
    return new AwsError(
        "InvalidEventPatternException", "Event pattern is not valid. Reason: " + why + ".");
  }
}
