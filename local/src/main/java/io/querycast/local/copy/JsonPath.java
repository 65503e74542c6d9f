package io.querycast.local.copy;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.sql.tree.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a column's value is in a JSON record: {@code $['a'][0]} or {@code $.a[0]}. */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile("\\G(?:\\['([^']+)'\\]|\\[(\\d{1,9})\\]|\\.([^.\\[\\]']+))");

  /** Names, and numbers for places in an array. */
  private final List<Object> steps = new ArrayList<>();

  /**
   * Reads a path.
   *
   * @throws Refused if it is none
   */
  JsonPath(String text) {
    Matcher step = STEP.matcher(text);
    int at = 1;
    while (text.startsWith("$") && step.find(at)) {
      steps.add(
          step.group(2) != null
              ? (Object) Integer.valueOf(step.group(2))
              : step.group(1) != null ? step.group(1) : step.group(3));
      at = step.end();
    }
    if (steps.isEmpty() || at != text.length()) {
      throw new Refused("Invalid JSONPath format: " + text, -1);
    }
  }

  /** The value; null if an object does not have it. */
  JsonNode find(JsonNode record) throws Unfit {
    JsonNode node = record;
    for (Object step : steps) {
      if (node == null || node.isNull()) {
        return null;
      }
      if (step instanceof Integer index) {
        if (!node.isArray() || index >= node.size()) {
          throw new Unfit(
              Unfit.BAD_LINE, "Invalid JSONPath format: Not an array or index out of range");
        }
        node = node.get(index);
      } else {
        if (!node.isObject()) {
          throw new Unfit(Unfit.BAD_LINE, "Invalid JSONPath format: Member is not an object.");
        }
        node = node.get((String) step);
      }
    }
    return node;
  }
}
