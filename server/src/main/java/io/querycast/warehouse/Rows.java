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
 * One page of a result, as it goes over the wire: bytes, of which no row is made an object.
 *
 * <p>The bytes are lent: {@link #close} gives them back for another page, and nothing can be
 * written after that. Rows that nobody closes are left to the collector.
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
   * @param statementId whose rows they are
   * @param body the rows of Redshift's page
   * @param start where the first of the rows to be shown stands; no further than there are rows
   * @param nextToken Redshift's name of its next page; null on its last
   */
  Rows(String statementId, Body body, Page start, String nextToken) {
    this.statementId = statementId;
    this.start = start;
    this.nextToken = nextToken;
    this.body = new AtomicReference<>(body);
  }

  /** A statement that has no result set has no columns and no rows. */
  public static Rows none() {
    Buffer empty = Buffer.of(new byte[0]);
    empty.columns().writeBytes(ascii("[]"));
    return new Rows("", new Body(empty, 0, 0), Page.FIRST, null);
  }

  /** How many rows there are on this page. */
  public int count() {
    return body().count() - start.skip();
  }

  /** The place where the rows behind this page begin; null on the last page. */
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
   * @return false where not even the columns fit; then nothing is written
   */
  public boolean writeTo(ByteArrayOutputStream out, int bytes) {
    int count = 0;
    Body all = body();
    int left = bytes - (OPEN.length + all.buffer().columns().size() + ROWS.length + longestEnd());
    if (left < 0) {
      return false;
    }
    int from = all.start(start.skip());
    while (count < count() && all.end(start.skip() + count) - from <= left) {
      count++;
    }
    try {
      write(out, count);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Memory is written to.", e);
    }
  }

  /** What the longest way to go on needs: where all rows are there, or where some are left. */
  private int longestEnd() {
    int some = new Page(Integer.MAX_VALUE, start.token()).text(statementId).length();
    int all = nextToken == null ? 0 : next().length();
    return NEXT.length + Math.max(some, all) + END_NEXT.length;
  }

  private void write(OutputStream out, int count) throws IOException {
    Body all = body();
    out.write(OPEN);
    all.buffer().columns().writeTo(out);
    out.write(ROWS);
    if (count > 0) {
      int from = all.start(start.skip());
      out.write(all.buffer().bytes(), from, all.end(start.skip() + count - 1) - from);
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

  /** Which of the rows of {@link #body} is the first to be shown. */
  int skip() {
    return start.skip();
  }

  Body body() {
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
      open.buffer().give();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A column of a result.
   *
   * @param type Redshift's name of it, as the Data API gives it
   */
  record Column(String name, String type) {}

  /**
   * Rows in bytes: JSON arrays, one after the other, with a comma between each two.
   *
   * @param buffer what holds them, and their columns
   * @param from where the first row begins
   * @param count of the rows
   */
  record Body(Buffer buffer, int from, int count) {
    List<Column> columns() {
      try (JsonReader reader =
          JSON.createReader(new ByteArrayInputStream(buffer.columns().toByteArray()))) {
        return reader.readArray().getValuesAs(JsonObject.class).stream()
            .map(column -> new Column(column.getString("name"), column.getString("type")))
            .toList();
      }
    }

    int start(int row) {
      return row == 0 ? from : end(row - 1) + 1;
    }

    int end(int row) {
      return buffer.end(row);
    }
  }
}
