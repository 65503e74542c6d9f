package io.querycast.local.copy;

import java.util.Arrays;

/** One row as PostgreSQL's COPY writes it, taken apart. */
final class ResultRow {
  private final int[] starts;
  private final int[] ends;
  private byte[] bytes = new byte[1024];

  ResultRow(int columns) {
    starts = new int[columns];
    ends = new int[columns];
  }

  /** Takes a line apart; it ends with a line break. */
  void read(byte[] line) {
    if (bytes.length < line.length) {
      bytes = new byte[line.length * 2];
    }
    int column = 0;
    int length = 0;
    int at = 0;
    starts[0] = 0;
    boolean isNull = false;
    while (at < line.length && line[at] != '\n') {
      byte b = line[at++];
      if (b == '\t') {
        ends[column] = isNull ? -1 : length;
        isNull = false;
        starts[++column] = length;
      } else if (b == '\\' && line[at] == 'N') {
        isNull = true;
        at++;
      } else {
        bytes[length++] = b == '\\' ? plain(line[at++]) : b;
      }
    }
    ends[column] = isNull ? -1 : length;
  }

  private static byte plain(byte escaped) {
    int at = "bfnrtv".indexOf(escaped);
    return at < 0 ? escaped : (byte) "\b\f\n\r\t\u000b".charAt(at);
  }

  boolean isNull(int column) {
    return ends[column] < 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int column) {
    return starts[column];
  }

  int end(int column) {
    return ends[column];
  }

  byte[] value(int column) {
    return Arrays.copyOfRange(bytes, starts[column], ends[column]);
  }

  String text(int column) {
    return isNull(column)
        ? null
        : new String(
            bytes,
            starts[column],
            ends[column] - starts[column],
            java.nio.charset.StandardCharsets.UTF_8);
  }
}
