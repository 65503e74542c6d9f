package io.querycast.local.copy;

import io.querycast.local.copy.Buckets.S3Object;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;

/** One file that is being written. */
interface UnloadFile extends AutoCloseable {
  /** Many files may be open at once, one for each partition. */
  int BUFFER = 1 << 13;

  void write(ResultRow row) throws IOException;

  /** How many bytes it has by now, about. */
  long size();

  /** How many rows it has; a header is one. */
  long rows();

  LocalDateTime start();

  S3Object object();

  /** Gives the file up; it may be there, but it is not complete. */
  void abandon() throws IOException;

  /** Ends the file. */
  @Override
  void close() throws IOException, SQLException;

  /** A file of text. */
  final class Text implements UnloadFile {
    private final S3Object object;
    private final RowFormat format;
    private final Counting counting;
    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final LocalDateTime start;
    private long rows;

    Text(S3Object object, RowFormat format, UnloadOptions options, LocalDateTime start)
        throws IOException {
      this.start = start;
      this.object = object;
      this.format = format;
      counting = new Counting(object.write());
      out = new BufferedOutputStream(options.compression.open(counting), BUFFER);
      if (options.header) {
        format.header(line);
        line.writeTo(out);
        rows++;
      }
    }

    @Override
    public void write(ResultRow row) throws IOException {
      line.reset();
      format.write(row, line);
      line.writeTo(out);
      rows++;
    }

    @Override
    public long size() {
      return counting.count;
    }

    @Override
    public long rows() {
      return rows;
    }

    @Override
    public LocalDateTime start() {
      return start;
    }

    @Override
    public S3Object object() {
      return object;
    }

    @Override
    public void abandon() throws IOException {
      out.close();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Counts what goes into a file. */
  final class Counting extends java.io.FilterOutputStream {
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }

  /** A file of Parquet: its rows go to DuckDB as text with every value in quotes. */
  final class Parquet implements UnloadFile {
    private final S3Object object;
    private final List<ResultColumn> all;
    private final List<Integer> columns;
    private final Duck duck;
    private final Path rowsFile;
    private final OutputStream out;
    private final LocalDateTime start;
    private long size;
    private long rows;

    Parquet(
        Duck duck,
        S3Object object,
        List<ResultColumn> all,
        List<Integer> columns,
        LocalDateTime start)
        throws IOException {
      this.start = start;
      this.duck = duck;
      this.object = object;
      this.all = all;
      this.columns = columns;
      rowsFile = duck.fresh(".csv");
      out = new BufferedOutputStream(Files.newOutputStream(rowsFile), BUFFER);
    }

    @Override
    public void write(ResultRow row) throws IOException {
      for (int i = 0; i < columns.size(); i++) {
        if (!row.isNull(columns.get(i))) {
          out.write('"');
          for (int at = row.start(columns.get(i)); at < row.end(columns.get(i)); at++) {
            if (row.bytes()[at] == '"') {
              out.write('"');
            }
            out.write(row.bytes()[at]);
          }
          out.write('"');
          size += row.end(columns.get(i)) - row.start(columns.get(i));
        }
        out.write(',');
      }
      // A line is never empty, whatever is NULL.
      out.write("1\n".getBytes(StandardCharsets.US_ASCII));
      rows++;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public long rows() {
      return rows;
    }

    @Override
    public LocalDateTime start() {
      return start;
    }

    @Override
    public S3Object object() {
      return object;
    }

    @Override
    public void close() throws IOException, SQLException {
      out.close();
      Path done = duck.fresh(".parquet");
      duck.execute(sql(done));
      Files.delete(rowsFile);
      Files.createDirectories(object.file().getParent());
      Files.move(done, object.file(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void abandon() throws IOException {
      out.close();
    }

    /** Paths are ours; the result's names are the user's, and stand in quotes. */
    private String sql(Path done) {
      StringBuilder names = new StringBuilder();
      StringBuilder types = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        ResultColumn column = all.get(columns.get(i));
        names
            .append(i == 0 ? "" : ", ")
            .append("c%d as %s".formatted(i, Target.quoted(column.name())));
        types.append("'c%d': '%s', ".formatted(i, type(column)));
      }
      return ("copy (select %s from read_csv(%s, auto_detect = false, header = false, delim = ',',"
              + " quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false,"
              + " max_line_size = 16777216, columns = {%s'end': 'INTEGER'})) to %s"
              + " (format parquet, compression snappy)")
          .formatted(names, literal(rowsFile), types, literal(done));
    }

    private static String literal(Path path) {
      return "'" + path.toString().replace("'", "''") + "'";
    }

    private static String type(ResultColumn column) {
      return switch (column.type()) {
        case "int2" -> "SMALLINT";
        case "int4" -> "INTEGER";
        case "int8" -> "BIGINT";
        case "numeric" -> "DECIMAL(%d, %d)".formatted(column.length(), column.scale());
        case "float4" -> "FLOAT";
        case "float8" -> "DOUBLE";
        case "bool" -> "BOOLEAN";
        case "date" -> "DATE";
        case "time" -> "TIME";
        case "timestamp" -> "TIMESTAMP";
        case "timestamptz" -> "TIMESTAMPTZ";
        default -> "VARCHAR";
      };
    }
  }
}
