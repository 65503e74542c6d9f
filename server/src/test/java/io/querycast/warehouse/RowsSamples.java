package io.querycast.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pages for the tests of other packages. */
public final class RowsSamples {
  private RowsSamples() {}

  /**
   * One column of whole numbers.
   *
   * @param more whether another page follows
   */
  public static Rows numbers(int from, int count, boolean more) {
    String records =
        IntStream.range(from, from + count)
            .mapToObj(number -> "[{\"longValue\":" + number + "}]")
            .collect(Collectors.joining(","));
    return rows("{\"name\":\"n\",\"typeName\":\"int4\"}", records, more);
  }

  /** A page without rows and with so many columns. Their names are as long as Redshift allows. */
  public static Rows wide(int columns) {
    String column = "{\"name\":\"" + "n".repeat(127) + "\",\"typeName\":\"int4\"}";
    return rows(String.join(",", Collections.nCopies(columns, column)), "", false);
  }

  private static Rows rows(String columns, String records, boolean more) {
    byte[] answer =
        ("{\"ColumnMetadata\":[" + columns + "],\"Records\":[" + records + "]}")
            .getBytes(StandardCharsets.UTF_8);
    return of(answer, 0, more ? "more" : null);
  }

  /**
   * A page as the Data API sends it.
   *
   * @param skip how many of its rows are left out
   * @param next the name of the next page; null for none
   */
  public static Rows of(byte[] answer, int skip, String next) {
    Buffer buffer = Buffer.of(answer);
    try {
      return new Rows(
          "statement",
          Transcoder.transcode(buffer, answer.length).body(),
          new Page(skip, ""),
          next);
    } catch (Malformed e) {
      throw new IllegalStateException(e);
    }
  }
}
