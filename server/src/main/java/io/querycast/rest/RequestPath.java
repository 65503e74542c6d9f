package io.querycast.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The path of a request, as it came. It must be plain, so that nothing on its way, neither a proxy
 * in front nor a part of the container, can take it for another path.
 *
 * <p>Plain is stricter than RFC 3986. No ASCII character is percent-encoded, so that no path has
 * two forms, and no segment is empty or made of dots. {@code cloudformation/backend-setup.yaml}
 * holds the same rule for the entrance of a deployment. One table of paths tests both.
 */
final class RequestPath {
  private static final String MARKS = "-._~!$&'()*+,=:@";

  private RequestPath() {}

  /** Whether a path, without its query, can be read in only one way. */
  static boolean isPlain(String path) {
    return path.startsWith("/") && hasPlainSegments(path) && hasPlainCharacters(path);
  }

  /** Only the last segment may be empty, after a slash at the end. Dots alone are not a name. */
  private static boolean hasPlainSegments(String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    return segments.subList(0, segments.size() - 1).stream().noneMatch(String::isEmpty)
        && segments.stream().noneMatch(segment -> segment.equals(".") || segment.equals(".."));
  }

  /**
   * Accepts some ASCII characters as they are, and whole characters beyond ASCII, each byte
   * percent-encoded.
   */
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
      // A new decoder reports malformed bytes; other methods put U+FFFD in their place.
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
