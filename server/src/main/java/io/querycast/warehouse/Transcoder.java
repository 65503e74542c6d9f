package io.querycast.warehouse;

import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns an answer of GetStatementResult into our rows, in the array that it was read into: {@code
 * [[{"longValue":7},{"isNull":true}]]} becomes {@code [7,null]}, and what stands around the rows
 * stays where it is. A row is never longer than before, so the writing never overtakes the reading.
 *
 * <p>Values are copied as they are written, text with its escapes, so nothing is lost on the way
 * and no object is made for a cell. All of the answer is checked, to its last byte: bytes that are
 * not JSON, not UTF-8 or not of the answer's form are refused, never passed on.
 */
final class Transcoder {
  private static final JsonProvider JSON = JsonProvider.provider();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] IS_NULL = key("isNull");
  private static final byte[] BOOLEAN = key("booleanValue");
  private static final byte[] LONG = key("longValue");
  private static final byte[] DOUBLE = key("doubleValue");
  private static final byte[] STRING = key("stringValue");
  private static final byte[] BLOB = key("blobValue");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");
  private static final byte[] INFINITY = ascii("\"Infinity\"");
  private static final byte[] MINUS_INFINITY = ascii("\"-Infinity\"");
  private static final byte[] NAN = ascii("\"NaN\"");

  /** The greatest whole number that every JSON reader keeps exact. */
  private static final long EXACT = 1L << 53;

  /** Whole numbers of so many digits are always below {@link #EXACT}. */
  private static final int SURELY_EXACT = 15;

  /** A number of more characters may be beyond what a double holds, even without an exponent. */
  private static final int LONG_NUMBER = 300;

  /** Nothing that an answer holds beside its rows goes deeper. */
  private static final int DEEPEST = 32;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final byte[] bytes;
  private final int length;

  /** The next byte to read. */
  private int at;

  /** The next byte to write; never beyond {@link #at}. */
  private int to;

  private int rowsFrom;
  private int count;
  private int[] ends = new int[1024];
  private int width = -1;

  private Transcoder(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /**
   * The page that an answer holds. It lives in the array, which is the page's from now on.
   *
   * @param bytes with at least {@link Buffers#SLACK} more than the answer is long
   * @throws Malformed when this is no whole answer; then the array holds nothing of use
   */
  static Answer transcode(byte[] bytes, int length) throws Malformed {
    // No byte of JSON is 0: whatever is being read stops here, and nothing else looks for the end.
    bytes[length] = 0;
    return new Transcoder(bytes, length).answer();
  }

  /**
   * What an answer says.
   *
   * @param nextToken Redshift's name of its next page; null on its last
   */
  record Answer(Rows.Body body, String nextToken) {}

  private Answer answer() throws Malformed {
    List<Rows.Column> columns = List.of();
    String nextToken = null;
    boolean known = false;
    expect('{');
    if (!found('}')) {
      do {
        String name = name();
        expect(':');
        space();
        switch (name) {
          case "Records" -> {
            if (known) {
              throw new Malformed("There are two sets of rows.");
            }
            known = true;
            records();
          }
          case "ColumnMetadata" -> columns = columns();
          case "NextToken" -> nextToken = decode(json(0));
          default -> skip(0);
        }
      } while (found(','));
      expect('}');
    }
    space();
    if (at != length) {
      throw new Malformed("Something follows the answer.");
    }
    if (!known) {
      throw new Malformed("There are no rows in the answer.");
    }
    if (!columns.isEmpty() && width >= 0 && width != columns.size()) {
      throw new Malformed("Rows and columns do not match.");
    }
    return new Answer(
        new Rows.Body(columns, bytes, rowsFrom, Arrays.copyOf(ends, count)), nextToken);
  }

  private List<Rows.Column> columns() throws Malformed {
    List<Rows.Column> columns = new ArrayList<>();
    if (took(NULL)) {
      return columns;
    }
    expect('[');
    if (!found(']')) {
      do {
        columns.add(column());
      } while (found(','));
      expect(']');
    }
    return columns;
  }

  private Rows.Column column() throws Malformed {
    String label = null;
    String name = null;
    String type = null;
    expect('{');
    if (!found('}')) {
      do {
        String member = name();
        expect(':');
        switch (member) {
          case "label" -> label = json(1);
          case "name" -> name = json(1);
          case "typeName" -> type = json(1);
          default -> skip(1);
        }
      } while (found(','));
      expect('}');
    }
    return new Rows.Column(label == null ? name : label, type);
  }

  private void records() throws Malformed {
    if (took(NULL)) {
      return;
    }
    expect('[');
    to = at;
    rowsFrom = at;
    if (found(']')) {
      return;
    }
    do {
      if (count > 0) {
        bytes[to++] = ',';
      }
      row();
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, count * 2);
      }
      ends[count++] = to;
    } while (found(','));
    expect(']');
  }

  private void row() throws Malformed {
    expect('[');
    bytes[to++] = '[';
    int cells = 0;
    if (!found(']')) {
      do {
        if (cells > 0) {
          bytes[to++] = ',';
        }
        cell();
        cells++;
      } while (found(','));
      expect(']');
    }
    bytes[to++] = ']';
    if (width >= 0 && width != cells) {
      throw new Malformed("The rows are of different lengths.");
    }
    width = cells;
  }

  private void cell() throws Malformed {
    expect('{');
    space();
    if (took(STRING)) {
      colon();
      if (bytes[at] != '"') {
        throw unknown();
      }
      to = string(to);
    } else if (took(LONG)) {
      colon();
      whole();
    } else if (took(IS_NULL)) {
      colon();
      if (!took(TRUE)) {
        throw unknown();
      }
      write(NULL);
    } else if (took(DOUBLE)) {
      colon();
      real();
    } else if (took(BOOLEAN)) {
      colon();
      if (took(TRUE)) {
        write(TRUE);
      } else if (took(FALSE)) {
        write(FALSE);
      } else {
        throw unknown();
      }
    } else if (took(BLOB)) {
      colon();
      if (bytes[at] != '"') {
        throw unknown();
      }
      to = string(to);
    } else {
      throw unknown();
    }
    expect('}');
  }

  private void whole() throws Malformed {
    int from = at;
    boolean negative = bytes[at] == '-';
    if (negative) {
      at++;
    }
    int first = at;
    int digits = digits();
    if (bytes[first] == '0' && (digits > 1 || negative)) {
      if (digits > 1) {
        throw unknown();
      }
      // Minus nought is nought where numbers are whole.
      bytes[to++] = '0';
      return;
    }
    if (digits <= SURELY_EXACT) {
      copy(from, at);
      return;
    }
    long value;
    try {
      value = value(first, negative);
    } catch (ArithmeticException e) {
      throw new Malformed("A whole number is beyond 64 bits.", e);
    }
    if (value >= -EXACT && value <= EXACT) {
      copy(from, at);
    } else {
      bytes[to++] = '"';
      copy(from, at);
      bytes[to++] = '"';
    }
  }

  /** Of the digits up to here; below nought, where one more fits than above. */
  private long value(int first, boolean negative) {
    long below = 0;
    for (int i = first; i < at; i++) {
      below = Math.subtractExact(Math.multiplyExact(below, 10L), (long) (bytes[i] - '0'));
    }
    return negative ? below : Math.negateExact(below);
  }

  private void real() throws Malformed {
    if (bytes[at] == '"') {
      if (took(NAN)) {
        write(NAN);
      } else if (took(INFINITY)) {
        write(INFINITY);
      } else if (took(MINUS_INFINITY)) {
        write(MINUS_INFINITY);
      } else {
        throw unknown();
      }
      return;
    }
    int from = at;
    if (number() || at - from > LONG_NUMBER) {
      double value =
          Double.parseDouble(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
      if (Double.isInfinite(value)) {
        write(value > 0 ? INFINITY : MINUS_INFINITY);
        return;
      }
    }
    copy(from, at);
  }

  /** Reads a number as JSON has it; true where it has an exponent. */
  private boolean number() throws Malformed {
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

  private int digits() throws Malformed {
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
   * Reads a string, from quote to quote, and writes it from {@code target} on, which must not be
   * behind where it is read.
   *
   * @return where the writing ended
   */
  private int string(int target) throws Malformed {
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
   * Marks the first of eight bytes that ends plain text, by its highest bit: a quote, a backslash,
   * one below space, or one that is not ASCII; none for 0. Later ones may be marked in vain.
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
      default -> throw new Malformed("There is no such escape.");
    }
  }

  /** The length of the character that begins here, which is not ASCII. */
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
      throw new Malformed("A byte is no text.");
    }
    for (int i = from + 2; fits && i <= from + more; i++) {
      fits = (bytes[i] & 0xc0) == 0x80;
    }
    if (!fits) {
      throw new Malformed("A character is broken.");
    }
    return more + 1;
  }

  /** A member's name as it is written: those that are looked for need no escapes. */
  private String name() throws Malformed {
    space();
    if (bytes[at] != '"') {
      throw new Malformed("A name is missing.");
    }
    int from = at + 1;
    string(at);
    return new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
  }

  /** A string as it is written, quotes and escapes included; null for any other value. */
  private String json(int depth) throws Malformed {
    space();
    int from = at;
    skip(depth);
    return bytes[from] == '"' ? new String(bytes, from, at - from, StandardCharsets.UTF_8) : null;
  }

  /** The text of a string as it is written; null for null. */
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

  private void skip(int depth) throws Malformed {
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
            name();
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

  private void colon() throws Malformed {
    expect(':');
    space();
  }

  private void expect(char wanted) throws Malformed {
    if (!found(wanted)) {
      throw new Malformed("The answer is not as the Data API's are.");
    }
  }

  private boolean found(char wanted) {
    space();
    if (bytes[at] != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private boolean took(byte[] word) {
    int end = at + word.length;
    if (end > length || !Arrays.equals(bytes, at, end, word, 0, word.length)) {
      return false;
    }
    at = end;
    return true;
  }

  private void space() {
    while (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t') {
      at++;
    }
  }

  private void write(byte[] word) {
    System.arraycopy(word, 0, bytes, to, word.length);
    to += word.length;
  }

  private void copy(int from, int end) {
    System.arraycopy(bytes, from, bytes, to, end - from);
    to += end - from;
  }

  private static Malformed unknown() {
    return new Malformed("The Data API sent a kind of value that is not known.");
  }

  private static byte[] key(String name) {
    return ascii('"' + name + '"');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
