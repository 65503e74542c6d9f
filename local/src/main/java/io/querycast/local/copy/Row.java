package io.querycast.local.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rows as PostgreSQL's COPY reads them, one after the other. */
final class Row {
  private byte[] bytes = new byte[1 << 16];
  private int length;

  /** Where the current row began; what follows is dropped if the row is. */
  private int begin;

  private boolean isFirst;

  void begin() {
    begin = length;
    isFirst = true;
  }

  void drop() {
    length = begin;
  }

  void end() {
    put('\n');
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
    begin = 0;
  }

  void nextField() {
    if (!isFirst) {
      put('\t');
    }
    isFirst = false;
  }

  void putNull() {
    put('\\');
    put('N');
  }

  /** Characters that need no escapes. */
  void putPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  /** Bytes that need no escapes. */
  void putPlain(byte[] source, int from, int to) {
    room(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
  }

  void putText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    putText(encoded, 0, encoded.length);
  }

  void putText(byte[] source, int from, int to) {
    room(2 * (to - from));
    for (int i = from; i < to; i++) {
      byte b = source[i];
      if (b <= '\\' && b >= 0) {
        int escape = "\t\n\r\\".indexOf(b);
        if (escape >= 0) {
          bytes[length++] = '\\';
          b = (byte) "tnr\\".charAt(escape);
        }
      }
      bytes[length++] = b;
    }
  }

  void put(int ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
