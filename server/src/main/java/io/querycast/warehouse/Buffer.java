package io.querycast.warehouse;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Room for one page: its bytes, where its rows end, and its columns. It is kept for the next page:
 * a result of 500 MB then needs a few and not one for each page.
 */
final class Buffer {
  /** Room behind the bytes, so that eight at once can be looked at up to the last one. */
  static final int SLACK = 16;

  private static final int LEAST = 64 * 1024;
  private static final int LEAST_ROWS = 1024;

  /** A larger one, or a smaller one, is left to the collector. */
  private static final int MOST = 4 * 1024 * 1024;

  private static final int MOST_ROWS = 64 * 1024;
  private static final int MOST_COLUMNS = 64 * 1024;

  /** As many are kept; together at most 35 MB. */
  private static final int KEPT = 8;

  private static final Deque<Buffer> FREE = new ArrayDeque<>();

  private final ByteArrayOutputStream columns = new ByteArrayOutputStream();
  private byte[] bytes;
  private int[] ends = new int[LEAST_ROWS];

  private Buffer(byte[] bytes) {
    this.bytes = bytes;
  }

  /** One for at least so many bytes, whatever it held before. */
  static Buffer acquire(int bytes) {
    synchronized (FREE) {
      for (Buffer each : FREE) {
        if (each.room() >= bytes) {
          FREE.remove(each);
          return each;
        }
      }
    }
    return new Buffer(new byte[Math.max(LEAST, Math.addExact(bytes, SLACK))]);
  }

  /** One that holds these bytes, and is never another's. */
  static Buffer of(byte[] bytes) {
    return new Buffer(Arrays.copyOf(bytes, bytes.length + SLACK));
  }

  byte[] bytes() {
    return bytes;
  }

  /** The columns as we write them. */
  ByteArrayOutputStream columns() {
    return columns;
  }

  /** How many bytes it has room for, without the slack. */
  int room() {
    return bytes.length - SLACK;
  }

  /** Makes at least twice the room. */
  void grow() {
    bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
  }

  /** Where a row ends: at the first byte behind it. */
  int end(int row) {
    return ends[row];
  }

  void end(int row, int end) {
    if (row == ends.length) {
      ends = Arrays.copyOf(ends, row * 2);
    }
    ends[row] = end;
  }

  /** Whoever gives it back must not touch it again: it will hold another user's rows. */
  void release() {
    if (bytes.length < LEAST
        || bytes.length > MOST
        || ends.length > MOST_ROWS
        || columns.size() > MOST_COLUMNS) {
      return;
    }
    synchronized (FREE) {
      if (FREE.size() == KEPT) {
        FREE.removeFirst();
      }
      FREE.addLast(this);
    }
  }
}
