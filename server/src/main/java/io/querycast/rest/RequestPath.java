package io.querycast.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The path of a request, as it came: it has to be plain, so that nobody on its way, neither a proxy
 * in front nor a part of the container, can take it for another one.
 *
 * <p>Plain is stricter than RFC 3986: nothing of ASCII is percent-encoded, so that no path has two
 * forms, and no segment is empty or made of dots. {@code cloudformation/backend-setup.yaml} holds
 * the same rule for the door of a deployment; one table of paths tests both.
 */
final class RequestPath {
  private static final String MARKS = "-._~!$&'()*+,=:@";

  private RequestPath() {}

  /** Whether a path, which is without its query, can be read in one way only. */
  static boolean isPlain(String path) {
    return path.startsWith("/") && hasPlainSegments(path) && hasPlainCharacters(path);
  }

  /** None is empty but the last, which a closing slash makes; and dots alone are no name. */
  private static boolean hasPlainSegments(String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    return segments.subList(0, segments.size() - 1).stream().noneMatch(String::isEmpty)
        && segments.stream().noneMatch(segment -> segment.equals(".") || segment.equals(".."));
  }

  /** Some of ASCII as they are, and whole characters beyond it, each byte percent-encoded. */
  private static boolean hasPlainCharacters(String path) {
    byte[] decoded = new byte[path.length()];
    int length = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        if (i + 2 >= path.length() || !isHex(path.charAt(i + 1)) || !isHex(path.charAt(i + 2))) {
          return false;
        }
        byte octet = (byte) HexFormat.fromHexDigits(path, i + 1, i + 3);
        if (octet >= 0) {
          return false;
        }
        decoded[length++] = octet;
        i += 2;
      } else if (c == '/' || isLetterOrDigit(c) || MARKS.indexOf(c) >= 0) {
        decoded[length++] = (byte) c;
      } else {
        return false;
      }
    }
    return isText(ByteBuffer.wrap(decoded, 0, length));
  }

  private static boolean isText(ByteBuffer bytes) {
    try {
      // A decoder of one's own says what is malformed; others put U+FFFD in its place.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(bytes)
          .chars()
          .noneMatch(Character::isISOControl);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isHex(char c) {
    return HexFormat.isHexDigit(c);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
