package io.querycast.result;

import io.querycast.warehouse.Rows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A result as CSV by RFC 4180, in UTF-8: a line of column names, then a line for each row, ended by
 * CR LF. Empty text is written as {@code ""}, so that it differs from NULL, which has no quotes.
 */
public final class Csv implements RowsWriter {
  private static final int BUFFER = 32 * 1024;

  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final byte[] LINE = {'\r', '\n'};
  private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);

  /** In columns of these types text is a number, whatever character it begins with. */
  private static final Set<String> NUMERIC =
      Set.of(
          "int2",
          "int4",
          "int8",
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "decimal",
          "float4",
          "float8",
          "real",
          "double precision",
          "oid");

  /**
   * How the CSV is written.
   *
   * @param nulls what NULL is written as; a text that equals it is put in quotes
   * @param bom whether it begins with a byte order mark, by which Excel recognises UTF-8
   * @param raw whether text stays as it is even if a spreadsheet would take it for a formula
   */
  public record Form(String nulls, boolean bom, boolean raw) {}

  private final OutputStream out;
  private final Form form;
  private final byte[] nulls;
  private boolean begun;
  private boolean[] numeric = {};

  /** One value, decoded. */
  private byte[] cell = new byte[256];

  private int length;

  /** The bytes that are being read. */
  private byte[] json = {};

  private int at;

  public Csv(OutputStream out, Form form) {
    this.out = new BufferedOutputStream(out, BUFFER);
    this.form = form;
    this.nulls = form.nulls().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void write(Rows rows) throws IOException {
    if (!begun) {
      begun = true;
      begin(rows.columns());
    }
    json = rows.bytes();
    for (int row = 0; row < rows.count(); row++) {
      at = rows.start(row);
      row();
    }
    json = new byte[0];
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }

  /** Whether this is a type of numbers, such as {@code NUMERIC(18,2)}; {@code int4[]} is not. */
  private static boolean isNumeric(String type) {
    String name = type.endsWith(")") ? type.substring(0, Math.max(0, type.indexOf('('))) : type;
    return NUMERIC.contains(name.toLowerCase(Locale.ROOT));
  }

  private void begin(List<Rows.Column> columns) throws IOException {
    if (form.bom()) {
      out.write(BOM);
    }
    numeric = new boolean[columns.size()];
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = isNumeric(columns.get(i).type());
      if (i > 0) {
        out.write(',');
      }
      cell = columns.get(i).name().getBytes(StandardCharsets.UTF_8);
      length = cell.length;
      text(false);
    }
    if (numeric.length > 0) {
      out.write(LINE);
    }
  }

  /** Reads a row. It has no spaces and is known to be whole. */
  private void row() throws IOException {
    int column = 0;
    at++;
    while (json[at] != ']') {
      if (column > 0) {
        out.write(',');
        at++;
      }
      value(column < numeric.length && numeric[column]);
      column++;
    }
    out.write(LINE);
  }

  private void value(boolean isNumber) throws IOException {
    if (json[at] == '"') {
      decode();
      text(isNumber);
      return;
    }
    int from = at;
    while (json[at] != ',' && json[at] != ']') {
      at++;
    }
    if (json[from] == 'n') {
      out.write(nulls);
    } else {
      out.write(json, from, at - from);
    }
  }

  private void text(boolean isNumber) throws IOException {
    boolean guards = !isNumber && !form.raw();
    boolean guarded = guards && isLikeAFormula();
    if (!guarded && !needsQuotes(guards)) {
      out.write(cell, 0, length);
      return;
    }
    out.write('"');
    if (guarded) {
      out.write('\'');
    }
    for (int i = 0; i < length; i++) {
      byte b = cell[i];
      if (b == '"') {
        out.write('"');
      }
      out.write(b);
      if (guards && isSeparator(b) && runsBehind(i)) {
        out.write('\'');
      }
    }
    out.write('"');
  }

  private boolean needsQuotes(boolean guards) {
    if (length == 0 || cell[0] == ' ' || cell[length - 1] == ' ') {
      return true;
    }
    for (int i = 0; i < length; i++) {
      byte b = cell[i];
      if (b == ',' || b == '"' || b == '\r' || b == '\n') {
        return true;
      }
      if (guards && isSeparator(b) && runsBehind(i)) {
        return true;
      }
    }
    return Arrays.equals(cell, 0, length, nulls, 0, nulls.length);
  }

  /**
   * What a spreadsheet may take for the end of a cell or a line. Quotes don't prevent that: if the
   * spreadsheet does not split at commas, a quote after a comma is a character like any other.
   */
  private static boolean isSeparator(byte b) {
    return b == ';' || b == '\t' || b == '|' || b == '\n' || b == '\r';
  }

  /** Whether a cell that began after this place would be run; blanks and quotes may come first. */
  private boolean runsBehind(int separator) {
    int i = separator + 1;
    while (i < length && (cell[i] == ' ' || cell[i] == '"')) {
      i++;
    }
    return isSign(i);
  }

  private int behindBlanks(int from) {
    int i = from;
    while (i < length && cell[i] == ' ') {
      i++;
    }
    return i;
  }

  /** Whether a spreadsheet may run the text, judged by its beginning. */
  private boolean isLikeAFormula() {
    if (length == 0) {
      return false;
    }
    return switch (cell[0]) {
      case '\t', '\r', '\n', 0 -> true;
      default -> isSign(behindBlanks(0));
    };
  }

  /** The four signs that a formula begins with, also in the wide characters of Asia. */
  private boolean isSign(int i) {
    if (i >= length) {
      return false;
    }
    return switch (cell[i]) {
      case '=', '+', '-', '@' -> true;
      case (byte) 0xef ->
          i + 2 < length
              && cell[i + 1] == (byte) 0xbc
              && switch (cell[i + 2]) {
                case (byte) 0x9d, (byte) 0x8b, (byte) 0x8d, (byte) 0xa0 -> true;
                default -> false;
              };
      default -> false;
    };
  }

  private void decode() {
    length = 0;
    at++;
    while (json[at] != '"') {
      if (cell.length - length < 4) {
        cell = Arrays.copyOf(cell, Math.max(256, cell.length * 2));
      }
      if (json[at] == '\\') {
        at++;
        escape();
      } else {
        cell[length++] = json[at++];
      }
    }
    at++;
  }

  private void escape() {
    byte kind = json[at++];
    switch (kind) {
      case 'b' -> cell[length++] = '\b';
      case 'f' -> cell[length++] = '\f';
      case 'n' -> cell[length++] = '\n';
      case 'r' -> cell[length++] = '\r';
      case 't' -> cell[length++] = '\t';
      case 'u' -> character();
      default -> cell[length++] = kind;
    }
  }

  private void character() {
    char first = unit();
    int point = first;
    if (Character.isSurrogate(first)) {
      point = -1;
      if (Character.isHighSurrogate(first) && json[at] == '\\' && json[at + 1] == 'u') {
        int before = at;
        at += 2;
        char second = unit();
        if (Character.isLowSurrogate(second)) {
          point = Character.toCodePoint(first, second);
        } else {
          at = before;
        }
      }
    }
    byte[] bytes =
        point < 0 ? REPLACEMENT : Character.toString(point).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, cell, length, bytes.length);
    length += bytes.length;
  }

  private char unit() {
    int unit = 0;
    for (int end = at + 4; at < end; at++) {
      unit = unit * 16 + Character.digit(json[at], 16);
    }
    return (char) unit;
  }
}
