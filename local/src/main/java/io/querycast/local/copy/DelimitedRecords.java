package io.querycast.local.copy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records whose fields are separated by a character: plain ones, where a backslash may escape and
 * quotes may be removed, and CSV.
 */
final class DelimitedRecords implements Records {
  private static final String BAD_QUOTE = "Invalid quote formatting for CSV";

  private final Input in;
  private final boolean isCsv;
  private final byte delimiter;
  private final byte quote;
  private final boolean escape;
  private final boolean removeQuotes;
  private final boolean ignoresBlankLines;
  private final byte[] nullText;

  /** Whether NUL is what stands for NULL; else it ends a record. */
  private final boolean isNulNull;

  private int count;

  /** Where each field is, counted from the record's start: the buffer may move. */
  private int[] starts = new int[32];

  private int[] ends = new int[32];

  /** Whether a field has escapes or doubled quotes to take out. */
  private boolean[] hasMarks = new boolean[32];

  private final Field field = new Field();
  private byte[] clean = new byte[256];
  private long line;
  private long lines;

  DelimitedRecords(Input in, CopyOptions options) throws IOException {
    this.in = in;
    isCsv = options.format == FileOptions.Format.CSV;
    delimiter = (byte) options.delimiter;
    quote = (byte) options.quote;
    escape = options.escape;
    removeQuotes = options.removeQuotes;
    ignoresBlankLines = options.ignoresBlankLines;
    nullText = options.nullText.getBytes(StandardCharsets.UTF_8);
    isNulNull = options.nullText.equals("\0");
    while (lines < options.header && in.skipLine()) {
      lines++;
    }
  }

  @Override
  public boolean next() throws IOException, Unfit {
    in.begin();
    while (ignoresBlankLines && isBlankLine()) {
      in.skipLine();
      lines++;
      in.begin();
    }
    if (!in.has()) {
      return false;
    }
    line = lines + 1;
    count = 0;
    boolean goesOn = true;
    while (goesOn) {
      goesOn = isCsv ? csvField() : plainField();
      if (in.at - in.start > Input.LONGEST) {
        throw skip(Unfit.BAD_LINE, "The row exceeds the maximum length of 4 MB");
      }
    }
    return true;
  }

  private boolean isBlankLine() throws IOException {
    return (in.has() && in.buffer[in.at] == '\n')
        || (in.has(2) && in.buffer[in.at] == '\r' && in.buffer[in.at + 1] == '\n');
  }

  /** Reads one field and what ends it; false if that is the record's end. */
  private boolean plainField() throws IOException, Unfit {
    int from = in.at - in.start;
    boolean marks = false;
    if (removeQuotes && in.has() && (in.buffer[in.at] == '"' || in.buffer[in.at] == '\'')) {
      return quotedField(in.buffer[in.at]);
    }
    while (in.has()) {
      byte b = in.buffer[in.at++];
      if (b == delimiter) {
        add(from, in.at - in.start - 1, marks);
        return true;
      } else if (b == '\n') {
        endLine(from, marks);
        return false;
      } else if (b == '\\' && escape) {
        marks = true;
        if (in.has()) {
          lines += in.buffer[in.at] == '\n' ? 1 : 0;
          in.at++;
        }
      } else if (b == 0 && !isNulNull) {
        add(from, in.at - in.start - 1, marks);
        skipRest();
        return false;
      }
    }
    add(from, in.at - in.start, marks);
    return false;
  }

  /** A field that REMOVEQUOTES takes out of its quotes: they end where the field does. */
  private boolean quotedField(byte mark) throws IOException, Unfit {
    in.at++;
    int from = in.at - in.start;
    boolean marks = false;
    while (in.has()) {
      byte b = in.buffer[in.at++];
      if (b == mark && endsField()) {
        add(from, in.at - in.start - 1, marks);
        return pastEnd();
      } else if (b == '\\' && escape && in.has()) {
        marks = true;
        lines += in.buffer[in.at] == '\n' ? 1 : 0;
        in.at++;
      } else if (b == '\n') {
        in.at--;
        throw skip(Unfit.NO_DELIMITER, "Delimited value missing end quote");
      }
    }
    throw skip(Unfit.NO_DELIMITER, "Delimited value missing end quote");
  }

  private boolean csvField() throws IOException, Unfit {
    int from = in.at - in.start;
    while (in.has() && isPadding(in.buffer[in.at])) {
      in.at++;
    }
    if (in.has() && in.buffer[in.at] == quote) {
      return csvQuoted();
    }
    while (in.has()) {
      byte b = in.buffer[in.at++];
      if (b == delimiter) {
        add(from, in.at - in.start - 1, false);
        return true;
      } else if (b == '\n') {
        endLine(from, false);
        return false;
      } else if (b == quote) {
        throw skip(Unfit.NO_DELIMITER, BAD_QUOTE);
      } else if (b == 0 && !isNulNull) {
        add(from, in.at - in.start - 1, false);
        skipRest();
        return false;
      }
    }
    add(from, in.at - in.start, false);
    return false;
  }

  private boolean csvQuoted() throws IOException, Unfit {
    in.at++;
    int from = in.at - in.start;
    boolean marks = false;
    while (in.has()) {
      byte b = in.buffer[in.at++];
      if (b == quote) {
        if (in.has() && in.buffer[in.at] == quote) {
          marks = true;
          in.at++;
        } else {
          add(from, in.at - in.start - 1, marks);
          while (in.has() && isPadding(in.buffer[in.at])) {
            in.at++;
          }
          if (!endsField()) {
            throw skip(Unfit.NO_DELIMITER, BAD_QUOTE);
          }
          return pastEnd();
        }
      } else if (b == '\n') {
        lines++;
        if (in.at - in.start > Input.LONGEST) {
          throw skip(Unfit.BAD_LINE, "The row exceeds the maximum length of 4 MB");
        }
      }
    }
    throw skip(Unfit.NO_DELIMITER, BAD_QUOTE);
  }

  private boolean isPadding(byte b) {
    return (b == ' ' || b == '\t') && b != delimiter;
  }

  /** Whether a delimiter, the line's end or the file's end comes next. */
  private boolean endsField() throws IOException {
    if (!in.has()) {
      return true;
    }
    byte b = in.buffer[in.at];
    return b == delimiter
        || b == '\n'
        || (b == '\r' && (!in.has(2) || in.buffer[in.at + 1] == '\n'));
  }

  /** Goes past what ends a field; false if that is the record's end. */
  private boolean pastEnd() throws IOException {
    if (!in.has()) {
      return false;
    }
    byte b = in.buffer[in.at++];
    if (b == '\r') {
      in.at += in.has() ? 1 : 0;
      b = '\n';
    }
    lines += b == '\n' ? 1 : 0;
    return b == delimiter;
  }

  private void endLine(int from, boolean marks) {
    lines++;
    int end = in.at - in.start - 1;
    boolean isWindows = end > from && in.buffer[in.start + end - 1] == '\r';
    add(from, isWindows ? end - 1 : end, marks);
  }

  private void skipRest() throws IOException {
    while (in.has()) {
      if (in.buffer[in.at++] == '\n') {
        lines++;
        return;
      }
    }
  }

  /** Leaves the rest of the line out. */
  private Unfit skip(int code, String reason) throws IOException {
    while (in.has() && in.at - in.start <= Input.LONGEST) {
      if (in.buffer[in.at++] == '\n') {
        lines++;
        return new Unfit(code, reason);
      }
    }
    if (in.has() && in.skipLine()) {
      lines++;
    }
    return new Unfit(code, reason);
  }

  private void add(int from, int to, boolean marks) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      hasMarks = Arrays.copyOf(hasMarks, count * 2);
    }
    starts[count] = from;
    ends[count] = to;
    hasMarks[count] = marks;
    count++;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Field field(int index) {
    field.set(in.buffer, in.start + starts[index], in.start + ends[index]);
    if (isNull()) {
      field.setNull();
    } else if (hasMarks[index]) {
      cleanUp();
    }
    return field;
  }

  private boolean isNull() {
    if (field.is(nullText)) {
      return true;
    }
    // An escaped backslash means the same here.
    return escape
        && field.length() == 3
        && nullText.length == 2
        && field.bytes[field.from] == '\\'
        && Arrays.equals(field.bytes, field.from + 1, field.to, nullText, 0, 2);
  }

  private void cleanUp() {
    if (clean.length < field.length()) {
      clean = new byte[field.length() * 2];
    }
    byte mark = isCsv ? quote : (byte) '\\';
    int length = 0;
    int i = field.from;
    while (i < field.to) {
      if (field.bytes[i] == mark && i + 1 < field.to) {
        i++;
      }
      clean[length++] = field.bytes[i++];
    }
    field.set(clean, 0, length);
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public int position(int index) {
    return index < count ? starts[index] : 0;
  }

  @Override
  public String raw() {
    int end = Math.max(in.start, Math.min(in.at, in.start + 4096));
    String text = new String(in.buffer, in.start, end - in.start, StandardCharsets.UTF_8);
    int length = text.length();
    while (length > 0 && (text.charAt(length - 1) == '\n' || text.charAt(length - 1) == '\r')) {
      length--;
    }
    return text.substring(0, Math.min(length, 1024));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
