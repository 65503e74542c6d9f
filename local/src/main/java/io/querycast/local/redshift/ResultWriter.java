package io.querycast.local.redshift;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes one result to its file, with one page in memory at a time. The file holds the pages, then
 * an index with the rest that is known, then the index's length in four bytes.
 */
final class ResultWriter implements AutoCloseable {
  /** The approximate size of a page of the Data API. */
  private static final int PAGE_BYTES = 1_000_000;

  /** The Data API's limit for one row. */
  private static final int ROW_BYTES = 64 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private final OutputStream file;
  private final int pageRows;
  private final long mostBytes;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private final ByteArrayOutputStream page = new ByteArrayOutputStream();
  private final List<Long> ends = new ArrayList<>();
  private JsonGenerator out;
  private long end;

  ResultWriter(Path path, int pageRows, long mostBytes) throws IOException {
    this.file = Files.newOutputStream(path);
    this.pageRows = pageRows;
    this.mostBytes = mostBytes;
  }

  Result write(ResultSet rows, List<io.querycast.local.sql.names.Column> known, boolean isUpperCase)
      throws SQLException, IOException, RedshiftError {
    List<Column> columns = columns(rows.getMetaData(), known, isUpperCase);
    long count = 0;
    long bytes = 0;
    int onPage = 0;
    open();
    while (rows.next()) {
      if (onPage == pageRows || page.size() >= PAGE_BYTES) {
        finishPage();
        open();
        onPage = 0;
      }
      int size = row(rows, columns);
      if (size > ROW_BYTES) {
        throw new RedshiftError("a row of the result is larger than 64 KB");
      }
      onPage++;
      count++;
      bytes += size;
      if (bytes > mostBytes) {
        throw new RedshiftError("the result is larger than %d MB".formatted(mostBytes / 1_000_000));
      }
    }
    finishPage();
    return new Result(columns, count, bytes, ends);
  }

  /**
   * Ends the file with the index that {@link #write} returned; without it the file is not a valid
   * result.
   */
  void finish(byte[] index) throws IOException {
    file.write(index);
    file.write(ByteBuffer.allocate(Integer.BYTES).putInt(index.length).array());
  }

  private static List<Column> columns(
      ResultSetMetaData given, List<io.querycast.local.sql.names.Column> known, boolean isUpperCase)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= given.getColumnCount(); i++) {
      Column column = Column.of(given, i);
      boolean isKnown = known.size() == given.getColumnCount();
      Column told = isKnown ? column.as(known.get(i - 1).type()) : column;
      columns.add(isUpperCase ? told.upper() : told);
    }
    return columns;
  }

  private int row(ResultSet rows, List<Column> columns) throws SQLException, IOException {
    int size = 0;
    out.writeStartArray();
    for (int i = 0; i < columns.size(); i++) {
      size += columns.get(i).write(rows, i + 1, out);
    }
    out.writeEndArray();
    return size;
  }

  private void open() throws IOException {
    page.reset();
    out = JSON.createGenerator(page);
    out.writeStartArray();
  }

  private void finishPage() throws IOException {
    out.writeEndArray();
    out.close();
    deflater.reset();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream packing = new DeflaterOutputStream(packed, deflater)) {
      page.writeTo(packing);
    }
    packed.writeTo(file);
    end += packed.size();
    ends.add(end);
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    file.close();
  }
}
