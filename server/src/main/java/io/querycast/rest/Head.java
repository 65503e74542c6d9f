package io.querycast.rest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a request as RFC 9112 defines it, read strictly. A lenient reader would repair a
 * fault, and another reader in front may have repaired it differently.
 *
 * @param method such as {@code GET}
 * @param target as it came: a path with a query, or a whole address
 * @param version {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param fields in their order, with repeated ones
 */
record Head(String method, String target, String version, List<Field> fields) {

  /**
   * A field line.
   *
   * @param name as it came
   * @param value everything after the colon, with blanks
   */
  record Field(String name, String value) {
    /** The value without the blanks around it. */
    String text() {
      return value.strip();
    }
  }

  /**
   * Reads a head.
   *
   * @param bytes up to the empty line, which is included; one empty line in front is allowed
   * @throws Problem if it does not follow the grammar
   */
  static Head read(byte[] bytes) {
    List<String> lines = lines(new String(bytes, StandardCharsets.ISO_8859_1));
    String[] first = lines.get(0).split(" ", -1);
    if (first.length != 3 || first[1].isEmpty()) {
      throw refusal(
          "The first line must be a method, a target and a version, with one space between them.");
    }
    if (!isToken(first[0]) || first[0].chars().anyMatch(Character::isLowerCase)) {
      throw refusal("The method is not valid: methods are in upper case.");
    }
    if (!first[1].chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
      throw refusal("The target may have only visible ASCII characters, and no fragment.");
    }
    if (!first[2].equals("HTTP/1.1") && !first[2].equals("HTTP/1.0")) {
      throw refusal("The server supports HTTP/1.1.");
    }
    List<Field> fields = lines.subList(1, lines.size()).stream().map(Head::field).toList();
    return new Head(first[0], first[1], first[2], fields);
  }

  /** Returns the fields of a name, in any case of letters. */
  List<Field> all(String name) {
    return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).toList();
  }

  /**
   * Returns the lines before the last, empty one. Each line ended in CR LF, and holds no other CR
   * or LF.
   */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = text.startsWith("\r\n") ? 2 : 0;
    while (true) {
      int end = text.indexOf('\n', start);
      if (end <= start || text.charAt(end - 1) != '\r') {
        throw refusal("Each line of the head must end in CR LF.");
      }
      String line = text.substring(start, end - 1);
      start = end + 1;
      if (line.isEmpty()) {
        break;
      }
      if (!line.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f))) {
        throw refusal("A line of the head may have no control characters, and CR only at its end.");
      }
      lines.add(line);
    }
    if (lines.isEmpty() || start != text.length()) {
      throw refusal("A head must be a first line, fields and an empty line.");
    }
    return lines;
  }

  private static Field field(String line) {
    if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      throw refusal("A field must be on one line.");
    }
    int colon = line.indexOf(':');
    if (colon < 0 || !isToken(line.substring(0, colon))) {
      throw refusal("A field must be a name, a colon directly after it, and a value.");
    }
    return new Field(line.substring(0, colon), line.substring(colon + 1));
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private static Problem refusal(String detail) {
    return new Problem(ErrorCode.MESSAGE_INVALID, detail);
  }
}
