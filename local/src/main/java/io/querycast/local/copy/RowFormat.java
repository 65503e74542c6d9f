package io.querycast.local.copy;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.querycast.local.sql.tree.Refused;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a row is written into a file of text. */
interface RowFormat {

  /** Writes a row with its line break. */
  void write(ResultRow row, ByteArrayOutputStream out);

  /** Writes the line with the columns' names. */
  default void header(ByteArrayOutputStream out) {}

  /**
   * The format that the options name.
   *
   * @param columns those that are written, by their places in the row
   */
  static RowFormat of(UnloadOptions options, List<ResultColumn> all, List<Integer> columns) {
    return switch (options.format) {
      case JSON -> new Json(all, columns);
      case FIXED_WIDTH -> new Fixed(options, all, columns);
      case CSV, PARQUET, DELIMITED -> new Delimited(options, all, columns);
    };
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Fields with a delimiter between them; CSV too. */
  record Delimited(UnloadOptions options, List<ResultColumn> all, List<Integer> columns)
      implements RowFormat {

    @Override
    public void write(ResultRow row, ByteArrayOutputStream out) {
      for (int i = 0; i < columns.size(); i++) {
        if (i > 0) {
          out.write(options.delimiter);
        }
        int column = columns.get(i);
        if (row.isNull(column)) {
          // A SUPER says itself that it is null.
          RowFormat.write(out, all.get(column).type().equals("super") ? "null" : options.nullText);
        } else {
          // PostgreSQL puts \x in front of bytes.
          int from = row.start(column) + (all.get(column).type().equals("bytea") ? 2 : 0);
          field(row.bytes(), from, row.end(column), all.get(column).isText(), out);
        }
      }
      out.write('\n');
    }

    @Override
    public void header(ByteArrayOutputStream out) {
      for (int i = 0; i < columns.size(); i++) {
        if (i > 0) {
          out.write(options.delimiter);
        }
        byte[] name = all.get(columns.get(i)).name().getBytes(StandardCharsets.UTF_8);
        field(name, 0, name.length, true, out);
      }
      out.write('\n');
    }

    private void field(byte[] bytes, int from, int to, boolean isText, ByteArrayOutputStream out) {
      if (options.format == FileOptions.Format.CSV) {
        csv(bytes, from, to, out);
        return;
      }
      if (options.addQuotes) {
        out.write('"');
      }
      if (options.escape && isText) {
        escaped(bytes, from, to, out);
      } else {
        out.write(bytes, from, to - from);
      }
      if (options.addQuotes) {
        out.write('"');
      }
    }

    private void csv(byte[] bytes, int from, int to, ByteArrayOutputStream out) {
      boolean needsQuotes = false;
      for (int i = from; i < to; i++) {
        byte b = bytes[i];
        needsQuotes |= b == options.delimiter || b == '"' || b == '\n' || b == '\r';
      }
      if (!needsQuotes) {
        out.write(bytes, from, to - from);
        return;
      }
      out.write('"');
      for (int i = from; i < to; i++) {
        if (bytes[i] == '"') {
          out.write('"');
        }
        out.write(bytes[i]);
      }
      out.write('"');
    }

    private void escaped(byte[] bytes, int from, int to, ByteArrayOutputStream out) {
      for (int i = from; i < to; i++) {
        byte b = bytes[i];
        boolean isQuote = options.addQuotes && (b == '"' || b == '\'');
        if (b == '\n' || b == '\r' || b == '\\' || b == options.delimiter || isQuote) {
          out.write('\\');
        }
        out.write(b);
      }
    }
  }

  /** Fields of fixed widths, in characters, filled up with blanks. */
  record Fixed(UnloadOptions options, List<ResultColumn> all, List<Integer> columns)
      implements RowFormat {

    @Override
    public void write(ResultRow row, ByteArrayOutputStream out) {
      for (int i = 0; i < columns.size(); i++) {
        int width = options.widths.get(i);
        ResultColumn column = all.get(columns.get(i));
        String text = row.text(columns.get(i));
        if (text == null) {
          text = options.nullText;
          if (text.length() > width && !column.isText()) {
            text = "";
          }
        }
        int length = text.codePointCount(0, text.length());
        if (length > width) {
          throw new Refused(
              "value of column \"%s\" is longer than its fixed width %d"
                  .formatted(column.name(), width),
              -1);
        }
        RowFormat.write(out, text + " ".repeat(width - length));
      }
      out.write('\n');
    }
  }

  /** An object on each line. */
  record Json(List<ResultColumn> all, List<Integer> columns) implements RowFormat {
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    @Override
    public void write(ResultRow row, ByteArrayOutputStream out) {
      for (int i = 0; i < columns.size(); i++) {
        out.write(i == 0 ? '{' : ',');
        ResultColumn column = all.get(columns.get(i));
        quoted(column.name(), out);
        out.write(':');
        String text = row.text(columns.get(i));
        if (text == null) {
          RowFormat.write(out, "null");
        } else if (column.type().equals("super") || isPlainNumber(column, text)) {
          RowFormat.write(out, text);
        } else {
          quoted(text, out);
        }
      }
      RowFormat.write(out, "}\n");
    }

    /** NaN and Infinity are no numbers of JSON. */
    private static boolean isPlainNumber(ResultColumn column, String text) {
      return column.isNumber() && Character.isDigit(text.charAt(text.length() - 1));
    }

    private static void quoted(String text, ByteArrayOutputStream out) {
      out.write('"');
      out.writeBytes(ENCODER.quoteAsUTF8(text));
      out.write('"');
    }
  }
}
