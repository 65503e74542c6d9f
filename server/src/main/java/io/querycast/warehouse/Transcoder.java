package io.querycast.warehouse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns an answer of GetStatementResult into our rows, in the buffer that it was read into: {@code
 * [[{"longValue":7},{"isNull":true}]]} becomes {@code [7,null]}. The bytes around the rows stay
 * where they are. A row never grows, so the writing never overtakes the reading.
 *
 * <p>Values are copied as they are written, text with its escapes. So nothing is lost on the way,
 * and no object is made for a cell. All of the answer is checked, to its last byte: bytes that are
 * not JSON, not UTF-8 or not in the answer's form are refused and never passed on.
 */
final class Transcoder extends JsonBytes {
  private static final byte[] RECORDS = key("Records");
  private static final byte[] COLUMN_METADATA = key("ColumnMetadata");
  private static final byte[] NEXT_TOKEN = key("NextToken");
  private static final byte[] LABEL = key("label");
  private static final byte[] NAME = key("name");
  private static final byte[] TYPE_NAME = key("typeName");
  private static final byte[] IS_NULL = key("isNull");
  private static final byte[] BOOLEAN = key("booleanValue");
  private static final byte[] LONG = key("longValue");
  private static final byte[] DOUBLE = key("doubleValue");
  private static final byte[] STRING = key("stringValue");
  private static final byte[] BLOB = key("blobValue");
  private static final byte[] INFINITY = ascii("\"Infinity\"");
  private static final byte[] MINUS_INFINITY = ascii("\"-Infinity\"");
  private static final byte[] NAN = ascii("\"NaN\"");

  private static final byte[] NO_COLUMNS = ascii("[]");
  private static final byte[] OPEN_NAME = ascii("{\"name\":");
  private static final byte[] THEN_TYPE = ascii(",\"type\":");
  private static final byte[] EMPTY_TEXT = ascii("\"\"");

  private static final long NO_TEXT = -1;

  /** The greatest whole number that every JSON reader keeps exact. */
  private static final long EXACT = 1L << 53;

  /** Whole numbers with up to this many digits are always below {@link #EXACT}. */
  private static final int SURELY_EXACT = 15;

  /** A number with more characters may be too large for a double, even without an exponent. */
  private static final int LONG_NUMBER = 300;

  /** The next byte to write; never beyond the next byte to read. */
  private int to;

  private int rowsFrom;
  private final Buffer buffer;
  private int count;
  private int width = -1;
  private int columns;

  private Transcoder(Buffer buffer, int length) {
    super(buffer.bytes(), length);
    this.buffer = buffer;
    buffer.columns().reset();
    buffer.columns().writeBytes(NO_COLUMNS);
  }

  /**
   * The page that an answer holds. The page lives in the buffer, and owns it from now on.
   *
   * @param length the length of the answer in the buffer
   * @throws Malformed if this is not a whole answer; then the buffer holds nothing useful
   */
  static Answer transcode(Buffer buffer, int length) throws Malformed {
    return new Transcoder(buffer, length).answer();
  }

  /**
   * The content of an answer.
   *
   * @param nextToken Redshift's name of its next page; null on its last page
   */
  record Answer(Rows.Body body, String nextToken) {}

  private Answer answer() throws Malformed {
    String nextToken = null;
    boolean known = false;
    expect('{');
    if (!found('}')) {
      do {
        space();
        if (took(RECORDS)) {
          if (known) {
            throw new Malformed("There are two sets of rows.");
          }
          known = true;
          expect(':');
          space();
          records();
        } else if (took(COLUMN_METADATA)) {
          expect(':');
          space();
          columns(buffer.columns());
        } else if (took(NEXT_TOKEN)) {
          expect(':');
          String name = decode(json(0));
          nextToken = name == null || name.isEmpty() ? null : name;
        } else {
          passName();
          expect(':');
          skip(0);
        }
      } while (found(','));
      expect('}');
    }
    end();
    if (!known) {
      throw new Malformed("There are no rows in the answer.");
    }
    if (columns > 0 && width >= 0 && width != columns) {
      throw new Malformed("Rows and columns do not match.");
    }
    return new Answer(new Rows.Body(buffer, rowsFrom, count), nextToken);
  }

  /** Writes the columns; their names and types stay as Redshift wrote them. */
  private void columns(ByteArrayOutputStream json) throws Malformed {
    json.reset();
    columns = 0;
    json.write('[');
    if (!took(NULL)) {
      expect('[');
      if (!found(']')) {
        do {
          if (columns > 0) {
            json.write(',');
          }
          column(json);
          columns++;
        } while (found(','));
        expect(']');
      }
    }
    json.write(']');
  }

  private void column(ByteArrayOutputStream json) throws Malformed {
    long label = NO_TEXT;
    long name = NO_TEXT;
    long type = NO_TEXT;
    expect('{');
    if (!found('}')) {
      do {
        space();
        if (took(LABEL)) {
          expect(':');
          label = text();
        } else if (took(NAME)) {
          expect(':');
          name = text();
        } else if (took(TYPE_NAME)) {
          expect(':');
          type = text();
        } else {
          passName();
          expect(':');
          skip(1);
        }
      } while (found(','));
      expect('}');
    }
    json.writeBytes(OPEN_NAME);
    write(label == NO_TEXT ? name : label, json);
    json.writeBytes(THEN_TYPE);
    write(type, json);
    json.write('}');
  }

  /**
   * Reads a value. Returns where its text begins and, in the lower half, where it ends; {@code
   * NO_TEXT} if it is not a string.
   */
  private long text() throws Malformed {
    space();
    int from = at;
    skip(1);
    return bytes[from] == '"' ? (long) from << Integer.SIZE | at : NO_TEXT;
  }

  private void write(long text, ByteArrayOutputStream json) {
    if (text == NO_TEXT) {
      json.writeBytes(EMPTY_TEXT);
    } else {
      int from = (int) (text >> Integer.SIZE);
      json.write(bytes, from, (int) text - from);
    }
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
      buffer.end(count++, to);
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
      // For whole numbers, minus zero is zero.
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

  /**
   * The value of the digits up to here. It counts below zero, because one more value fits there.
   */
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

  private void colon() throws Malformed {
    expect(':');
    space();
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
    return new Malformed("The Data API sent an unknown kind of value.");
  }

  private static byte[] key(String name) {
    return ascii('"' + name + '"');
  }
}
