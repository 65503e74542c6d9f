package io.querycast.local.taxi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.duckdb.DuckDBConnection;

/** The rows of a file, one after the other, as texts. The first one holds the columns' names. */
interface Rows extends AutoCloseable {
  /** The next row; null at the end. An empty field may be null. */
  String[] next() throws IOException, SQLException;

  /** Where the row is that came last, such as {@code line 7}. */
  String place();

  @Override
  void close() throws IOException, SQLException;

  /** Opens a file. Its content says what it is, because names may be wrong. */
  static Rows of(Path file, DuckDBConnection engine) throws IOException, SQLException {
    byte[] start;
    try (InputStream content = Files.newInputStream(file)) {
      start = content.readNBytes(4);
    }
    boolean isParquet = Arrays.equals(start, "PAR1".getBytes(StandardCharsets.US_ASCII));
    return isParquet ? new ParquetRows(file, engine) : new CsvRows(file);
  }
}
