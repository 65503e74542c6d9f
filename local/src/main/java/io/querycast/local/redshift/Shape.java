package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an input may be, as the Data API's model says it. A value of another type is refused before
 * any limit is looked at, as AWS does: it can't even read such a request.
 */
sealed interface Shape {

  /** Refuses a value of another type. */
  void read(JsonNode value) throws AwsError;

  /**
   * Refuses a value beyond its limits.
   *
   * @param name the input's name, for the refusal
   */
  default void check(String name, JsonNode value) throws AwsError {}

  /**
   * A text.
   *
   * @param pattern what the whole of it matches; null for anything
   * @param said how a refusal quotes the pattern; null if it counts characters
   */
  record Text(int least, int most, Pattern pattern, String said) implements Shape {
    static final Text ANY = new Text(0, Integer.MAX_VALUE, null, null);

    static Text of(int least, int most) {
      return new Text(least, most, null, null);
    }

    static Text of(int least, int most, String pattern) {
      return new Text(least, most, Pattern.compile(pattern), "^" + pattern + "$");
    }

    @Override
    public void read(JsonNode value) throws AwsError {
      if (!value.isTextual()) {
        throw unreadable(value, "a String");
      }
    }

    @Override
    public void check(String name, JsonNode value) throws AwsError {
      String text = value.textValue();
      if (pattern != null && !pattern.matcher(text).matches()) {
        throw StatementRequest.invalid(
            "%s must satisfy regex pattern: %s".formatted(lowered(name), said));
      }
      int length = text.codePointCount(0, text.length());
      if (length < least || length > most) {
        throw StatementRequest.invalid(
            "%s must have %d to %d characters.".formatted(name, least, most));
      }
    }
  }

  /** A whole number. */
  record Whole(int least, int most) implements Shape {
    @Override
    public void read(JsonNode value) throws AwsError {
      if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToInt()) {
        throw unreadable(value, "an Integer");
      }
    }

    @Override
    public void check(String name, JsonNode value) throws AwsError {
      if (value.intValue() < least || value.intValue() > most) {
        throw StatementRequest.invalid("%s must be from %d to %d.".formatted(name, least, most));
      }
    }
  }

  /** True or false. */
  record Truth() implements Shape {
    @Override
    public void read(JsonNode value) throws AwsError {
      if (!value.isBoolean()) {
        throw unreadable(value, "a Boolean");
      }
    }
  }

  /** One word out of a few. */
  record Word(List<String> words) implements Shape {
    @Override
    public void read(JsonNode value) throws AwsError {
      Text.ANY.read(value);
    }

    @Override
    public void check(String name, JsonNode value) throws AwsError {
      if (!words.contains(value.textValue())) {
        throw StatementRequest.invalid(
            "%s must be one of %s.".formatted(name, String.join(", ", words)));
      }
    }
  }

  /** A list. */
  record Many(int least, int most, Shape each) implements Shape {
    @Override
    public void read(JsonNode value) throws AwsError {
      if (!value.isArray()) {
        throw new AwsError("SerializationException", "Expected list or null");
      }
      for (JsonNode one : value) {
        each.read(one);
      }
    }

    @Override
    public void check(String name, JsonNode value) throws AwsError {
      if (value.size() < least || value.size() > most) {
        throw StatementRequest.invalid("%s may be %d to %d.".formatted(name, least, most));
      }
      for (JsonNode one : value) {
        each.check(name, one);
      }
    }
  }

  /** Named inputs; a name that ends with {@code !} must be there. Others are passed over. */
  record Fields(Map<String, Shape> fields) implements Shape {
    @Override
    public void read(JsonNode value) throws AwsError {
      if (!value.isObject()) {
        throw new AwsError("SerializationException", "Expected structure or null");
      }
      for (Map.Entry<String, Shape> field : fields.entrySet()) {
        JsonNode given = value.path(plain(field.getKey()));
        if (isGiven(given)) {
          field.getValue().read(given);
        }
      }
    }

    @Override
    public void check(String name, JsonNode value) throws AwsError {
      for (Map.Entry<String, Shape> field : fields.entrySet()) {
        String each = plain(field.getKey());
        JsonNode given = value.path(each);
        if (isGiven(given)) {
          field.getValue().check(each, given);
        } else if (field.getKey().endsWith("!")) {
          throw StatementRequest.invalid("%s is required.".formatted(each));
        }
      }
    }

    private static String plain(String key) {
      return key.endsWith("!") ? key.substring(0, key.length() - 1) : key;
    }

    private static boolean isGiven(JsonNode value) {
      return !value.isMissingNode() && !value.isNull();
    }
  }

  private static String lowered(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static AwsError unreadable(JsonNode value, String wanted) {
    String message =
        switch (value.getNodeType()) {
          case ARRAY -> "Start of list found where not expected";
          case OBJECT -> "Start of structure or map found where not expected.";
          case BOOLEAN ->
              "%s_VALUE can not be converted to %s"
                  .formatted(value.asText().toUpperCase(Locale.ROOT), wanted);
          case STRING -> "STRING_VALUE can not be converted to " + wanted;
          case NUMBER -> "NUMBER_VALUE can not be converted to " + wanted;
          default -> "NULL_VALUE can not be converted to " + wanted;
        };
    return new AwsError("SerializationException", message);
  }
}
