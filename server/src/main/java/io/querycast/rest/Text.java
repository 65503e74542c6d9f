package io.querycast.rest;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What counts as text: Unicode without NUL. Half of a surrogate pair has no bytes, so it can't be
 * stored, sent on or logged. Redshift accepts NUL in no text.
 */
public final class Text {
  private Text() {}

  /** Whether it is text. */
  public static boolean isOne(CharSequence chars) {
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        i++;
        if (i == chars.length() || !Character.isSurrogatePair(c, chars.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether everything in it is text, including names of members. */
  public static boolean isAllText(JsonValue json) {
    if (json instanceof JsonString string) {
      return isOne(string.getChars());
    }
    if (json instanceof JsonArray array) {
      return array.stream().allMatch(Text::isAllText);
    }
    if (json instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> member : object.entrySet()) {
        if (!isOne(member.getKey()) || !isAllText(member.getValue())) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Returns the text that bytes hold in UTF-8.
   *
   * @throws CharacterCodingException if they are anything else
   */
  public static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /**
   * Returns the beginning of a text, never with half a character at its end.
   *
   * @param most how many UTF-16 units it may have
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }

  /** The refusal of what is not text. */
  public static Problem notOne() {
    return new Problem(
        ErrorCode.TEXT_INVALID,
        "Send Unicode: no half of a surrogate pair, no NUL, and UTF-8 behind every %.");
  }
}
