package io.querycast.warehouse;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonString;
import java.io.StringReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON in place, from an array of bytes. It makes no objects of values that nobody asks for.
 * It refuses bytes that are not JSON or not UTF-8.
 */
class JsonBytes {
  static final byte[] TRUE = ascii("true");
  static final byte[] FALSE = ascii("false");
  static final byte[] NULL = ascii("null");

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The rest of an answer, apart from its rows, never nests deeper than this. */
  private static final int DEEPEST = 32;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  final byte[] bytes;

  /** The next byte to read. */
  int at;

  private final int length;

  /**
   * @param bytes at least {@link Buffer#SLACK} longer than the JSON
   */
  JsonBytes(byte[] bytes, int length) {
    // No byte of JSON is 0, so every read stops here, and no other check for the end is needed.
    bytes[length] = 0;
    this.bytes = bytes;
    this.length = length;
  }

  final void expect(char wanted) throws Malformed {
    if (!found(wanted)) {
      throw new Malformed("The answer does not have the form of the Data API.");
    }
  }

  final boolean found(char wanted) {
    space();
    if (bytes[at] != wanted) {
      return false;
    }
    at++;
    return true;
  }

  final boolean took(byte[] word) {
    int end = at + word.length;
    if (end > length || !Arrays.equals(bytes, at, end, word, 0, word.length)) {
      return false;
    }
    at = end;
    return true;
  }

  final void space() {
    while (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t') {
      at++;
    }
  }

  /** Checks that nothing follows. */
  final void end() throws Malformed {
    space();
    if (at != length) {
      throw new Malformed("Something follows the answer.");
    }
  }

  /** Reads a number as JSON has it; returns true if it has an exponent. */
  final boolean number() throws Malformed {
    if (bytes[at] == '-') {
      at++;
    }
    int first = at;
    if (digits() > 1 && bytes[first] == '0') {
      throw new Malformed("A number begins with 0.");
    }
    if (bytes[at] == '.') {
      at++;
      digits();
    }
    if (bytes[at] != 'e' && bytes[at] != 'E') {
      return false;
    }
    at++;
    if (bytes[at] == '+' || bytes[at] == '-') {
      at++;
    }
    digits();
    return true;
  }

  final int digits() throws Malformed {
    int from = at;
    while (bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw new Malformed("A number has no digits.");
    }
    return at - from;
  }

  /**
   * Reads a string, from quote to quote, and writes it from {@code target} on. The target must not
   * be after the place of reading.
   *
   * @return the place where the writing ended
   */
  final int string(int target) throws Malformed {
    byte[] all = bytes;
    int from = at + 1;
    int into = target;
    all[into++] = '"';
    while (true) {
      long eight = (long) LONGS.get(all, from);
      long special = special(eight);
      if (special == 0) {
        LONGS.set(all, into, eight);
        from += Long.BYTES;
        into += Long.BYTES;
        continue;
      }
      for (int plain = Long.numberOfTrailingZeros(special) / Byte.SIZE; plain > 0; plain--) {
        all[into++] = all[from++];
      }
      byte next = all[from];
      if (next == '"') {
        all[into++] = next;
        at = from + 1;
        return into;
      }
      for (int step = next == '\\' ? escape(from) : sequence(from); step > 0; step--) {
        all[into++] = all[from++];
      }
    }
  }

  /**
   * Looks at eight bytes, and sets the highest bit of the first one that ends plain text: a quote,
   * a backslash, a byte below space, or one that is not ASCII. It returns 0 if there is none. Bytes
   * after the first may be marked without need.
   */
  private static long special(long eight) {
    long quote = eight ^ (ONES * '"');
    long backslash = eight ^ (ONES * '\\');
    return (eight
            | ((quote - ONES) & ~quote)
            | ((backslash - ONES) & ~backslash)
            | ((eight - ONES * ' ') & ~eight))
        & HIGHS;
  }

  private int escape(int from) throws Malformed {
    switch (bytes[from + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return 2;
      }
      case 'u' -> {
        for (int i = from + 2; i < from + 6; i++) {
          if (Character.digit(bytes[i], 16) < 0) {
            throw new Malformed("An escape is broken.");
          }
        }
        return 6;
      }
      default -> throw new Malformed("The escape is unknown.");
    }
  }

  /** The length of the character that begins here and is not ASCII. */
  private int sequence(int from) throws Malformed {
    int first = bytes[from] & 0xff;
    int second = bytes[from + 1] & 0xff;
    int more;
    boolean fits;
    if (first >= 0xc2 && first <= 0xdf) {
      more = 1;
      fits = second >= 0x80 && second <= 0xbf;
    } else if (first >= 0xe0 && first <= 0xef) {
      more = 2;
      fits = second >= (first == 0xe0 ? 0xa0 : 0x80) && second <= (first == 0xed ? 0x9f : 0xbf);
    } else if (first >= 0xf0 && first <= 0xf4) {
      more = 3;
      fits = second >= (first == 0xf0 ? 0x90 : 0x80) && second <= (first == 0xf4 ? 0x8f : 0xbf);
    } else {
      throw new Malformed("A byte is not text.");
    }
    for (int i = from + 2; fits && i <= from + more; i++) {
      fits = (bytes[i] & 0xc0) == 0x80;
    }
    if (!fits) {
      throw new Malformed("A character is broken.");
    }
    return more + 1;
  }

  final void passName() throws Malformed {
    space();
    if (bytes[at] != '"') {
      throw new Malformed("A name is missing.");
    }
    string(at);
  }

  /** A string as it is written, with its quotes and escapes; null for any other value. */
  final String json(int depth) throws Malformed {
    space();
    int from = at;
    skip(depth);
    return bytes[from] == '"' ? new String(bytes, from, at - from, StandardCharsets.UTF_8) : null;
  }

  /** The text of a string in its JSON form; null for null. */
  static String decode(String json) {
    if (json == null) {
      return null;
    }
    if (json.indexOf('\\') < 0) {
      return json.substring(1, json.length() - 1);
    }
    try (var reader = JSON.createReader(new StringReader(json))) {
      return ((JsonString) reader.readValue()).getString();
    }
  }

  final void skip(int depth) throws Malformed {
    space();
    if (depth == DEEPEST) {
      throw new Malformed("The answer is too deep.");
    }
    switch (bytes[at]) {
      case '"' -> string(at);
      case '{' -> {
        at++;
        if (!found('}')) {
          do {
            passName();
            expect(':');
            skip(depth + 1);
          } while (found(','));
          expect('}');
        }
      }
      case '[' -> {
        at++;
        if (!found(']')) {
          do {
            skip(depth + 1);
          } while (found(','));
          expect(']');
        }
      }
      default -> {
        if (!took(TRUE) && !took(FALSE) && !took(NULL)) {
          number();
        }
      }
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
