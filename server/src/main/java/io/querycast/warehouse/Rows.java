package io.querycast.warehouse;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One page of a result, as it goes over the wire: as bytes, without an object for each row.
 *
 * <p>The bytes are lent: {@link #close} gives them back for another page, and nothing can be
 * written after that. If nobody closes the rows, the garbage collector takes them.
 */
public final class Rows implements AutoCloseable {
  private static final byte[] OPEN = ascii("{\"columns\":");
  private static final byte[] ROWS = ascii(",\"rows\":[");
  private static final byte[] NEXT = ascii("],\"next\":\"");
  private static final byte[] END = ascii("]}");
  private static final byte[] END_NEXT = ascii("\"}");

  private final String statementId;
  private final Page start;
  private final String nextToken;
  private final AtomicReference<Body> body;

  /**
   * @param statementId the statement that the rows belong to
   * @param body the rows of Redshift's page
   * @param start the place of the first row to show; never after the end of the rows
   * @param nextToken Redshift's name of its next page; null on its last page
   */
  Rows(String statementId, Body body, Page start, String nextToken) {
    this.statementId = statementId;
    this.start = start;
    this.nextToken = nextToken;
    this.body = new AtomicReference<>(body);
  }

  /** The rows of a statement without a result set: no columns and no rows. */
  public static Rows none() {
    Buffer empty = Buffer.of(new byte[0]);
    empty.columns().writeBytes(ascii("[]"));
    return new Rows("", new Body(empty, 0, 0), Page.FIRST, null);
  }

  /** How many rows this page has. */
  public int count() {
    return body().count() - start.skip();
  }

  /** The place where the rows after this page begin; null on the last page. */
  public String next() {
    return nextToken == null ? null : new Page(0, nextToken).text(statementId);
  }

  /** All rows of the page, as JSON. */
  public void writeTo(OutputStream out) throws IOException {
    write(out, count());
  }

  /**
   * As many of the first rows as fit, as JSON, with the place where the rest begins.
   *
   * @param bytes the greatest length of the JSON
   * @return false if not even the columns fit; then nothing is written
   */
  public boolean writeTo(ByteArrayOutputStream out, int bytes) {
    int count = 0;
    int left =
        bytes - (OPEN.length + body().buffer().columns().size() + ROWS.length + longestEnd());
    if (left < 0) {
      return false;
    }
    int from = start(0);
    while (count < count() && end(count) - from <= left) {
      count++;
    }
    try {
      write(out, count);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Memory is written to.", e);
    }
  }

  /** The length of the longest ending: either all rows are there, or some are left. */
  private int longestEnd() {
    int some = new Page(Integer.MAX_VALUE, start.token()).text(statementId).length();
    int all = nextToken == null ? 0 : next().length();
    return NEXT.length + Math.max(some, all) + END_NEXT.length;
  }

  private void write(OutputStream out, int count) throws IOException {
    out.write(OPEN);
    writeColumnsTo(out);
    out.write(ROWS);
    if (count > 0) {
      out.write(bytes(), start(0), end(count - 1) - start(0));
    }
    String next =
        count == count() ? next() : new Page(start.skip() + count, start.token()).text(statementId);
    if (next == null) {
      out.write(END);
    } else {
      out.write(NEXT);
      out.write(ascii(next));
      out.write(END_NEXT);
    }
  }

  /** The columns, in their order. */
  public List<Column> columns() {
    try (JsonReader reader =
        JSON.createReader(new ByteArrayInputStream(body().buffer().columns().toByteArray()))) {
      return reader.readArray().getValuesAs(JsonObject.class).stream()
          .map(column -> new Column(column.getString("name"), column.getString("type")))
          .toList();
    }
  }

  /** The columns, as JSON. */
  public void writeColumnsTo(OutputStream out) throws IOException {
    body().buffer().columns().writeTo(out);
  }

  /**
   * The bytes that hold the rows, among other bytes. Each row is a JSON array without spaces, and
   * is known to be whole. Callers must not change them, and must not keep them beyond {@link
   * #close}.
   */
  public byte[] bytes() {
    return body().buffer().bytes();
  }

  /**
   * Where a row begins in {@link #bytes}.
   *
   * @param row from 0 to {@link #count} - 1
   */
  public int start(int row) {
    return body().start(start.skip() + row);
  }

  /** Where a row ends in {@link #bytes}: the position of the first byte after it. */
  public int end(int row) {
    return body().end(start.skip() + row);
  }

  private Body body() {
    Body open = body.get();
    if (open == null) {
      throw new IllegalStateException("These rows were given back.");
    }
    return open;
  }

  @Override
  public void close() {
    Body open = body.getAndSet(null);
    if (open != null) {
      open.buffer().release();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A column of a result.
   *
   * @param type Redshift's name of the type, as the Data API gives it
   */
  public record Column(String name, String type) {}

  /**
   * Rows as bytes: JSON arrays, one after the other, separated by commas.
   *
   * @param buffer holds the rows and their columns
   * @param from where the first row begins
   * @param count the number of rows
   */
  record Body(Buffer buffer, int from, int count) {
    int start(int row) {
      return row == 0 ? from : end(row - 1) + 1;
    }

    int end(int row) {
      return buffer.end(row);
    }
  }
}
