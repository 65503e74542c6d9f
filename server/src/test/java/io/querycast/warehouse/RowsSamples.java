package io.querycast.warehouse;

import java.nio.charset.StandardCharsets;
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
    byte[] answer =
        ("{\"ColumnMetadata\":[{\"name\":\"n\",\"typeName\":\"int4\"}],\"Records\":["
                + records
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    Buffer buffer = Buffer.of(answer);
    try {
      return new Rows(
          "statement",
          Transcoder.transcode(buffer, answer.length).body(),
          Page.FIRST,
          more ? "more" : null);
    } catch (Malformed e) {
      throw new IllegalStateException(e);
    }
  }
}
