package io.querycast.local.copy;

import java.nio.charset.StandardCharsets;

/** One value of a record: some bytes of UTF-8 in a buffer that the next record will use again. */
final class Field {
  byte[] bytes;
  int from;
  int to;

  /** Whether it stands for NULL, as NULL AS or the file's format says. */
  boolean isNull;

  void set(byte[] buffer, int start, int end) {
    bytes = buffer;
    from = start;
    to = end;
    isNull = false;
  }

  void set(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    set(encoded, 0, encoded.length);
  }

  void setNull() {
    isNull = true;
    from = 0;
    to = 0;
  }

  int length() {
    return to - from;
  }

  boolean isBlank() {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  boolean is(byte[] text) {
    return java.util.Arrays.equals(bytes, from, to, text, 0, text.length);
  }

  @Override
  public String toString() {
    return isNull ? "" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
