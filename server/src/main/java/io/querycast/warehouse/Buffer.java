package io.querycast.warehouse;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Room for one page: its bytes, the ends of its rows, and its columns. The buffer is used again for
 * the next page, so a result of 500 MB needs a few buffers instead of one for each page.
 */
final class Buffer {
  /** Extra room after the bytes, so that eight bytes can be read at once up to the last one. */
  static final int SLACK = 16;

  private static final int LEAST = 64 * 1024;
  private static final int LEAST_ROWS = 1024;

  /**
   * A buffer that is larger than this, or smaller than the least, is left to the garbage collector.
   */
  private static final int MOST = 4 * 1024 * 1024;

  private static final int MOST_ROWS = 64 * 1024;
  private static final int MOST_COLUMNS = 64 * 1024;

  /** Up to this many buffers are kept; together at most 35 MB. */
  private static final int KEPT = 8;

  private static final Deque<Buffer> FREE = new ArrayDeque<>();

  private final ByteArrayOutputStream columns = new ByteArrayOutputStream();
  private byte[] bytes;
  private int[] ends = new int[LEAST_ROWS];

  /** How many hold it. The last one to give it back makes it free. */
  private final AtomicInteger holders = new AtomicInteger(1);

  private Buffer(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A buffer for at least this many bytes; its old content does not matter. */
  static Buffer acquire(int bytes) {
    synchronized (FREE) {
      for (Buffer each : FREE) {
        if (each.room() >= bytes) {
          FREE.remove(each);
          each.lend();
          return each;
        }
      }
    }
    return new Buffer(new byte[Math.max(LEAST, Math.addExact(bytes, SLACK))]);
  }

  /** A buffer that holds these bytes and is never used for others. */
  static Buffer of(byte[] bytes) {
    return new Buffer(Arrays.copyOf(bytes, bytes.length + SLACK));
  }

  byte[] bytes() {
    return bytes;
  }

  /** The columns in our JSON. */
  ByteArrayOutputStream columns() {
    return columns;
  }

  /** How many bytes it has room for, without the slack. */
  int room() {
    return bytes.length - SLACK;
  }

  /** How many bytes of memory it takes. */
  long size() {
    return bytes.length + (long) ends.length * Integer.BYTES + columns.size();
  }

  /** At least doubles the room. */
  void grow() {
    bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
  }

  /** The end of a row: the position of the first byte after it. */
  int end(int row) {
    return ends[row];
  }

  void end(int row, int end) {
    if (row == ends.length) {
      ends = Arrays.copyOf(ends, row * 2);
    }
    ends[row] = end;
  }

  /** One more reader holds the buffer, and gives it back. From now on nobody may write to it. */
  void lend() {
    holders.incrementAndGet();
  }

  /**
   * Gives the buffer back. The caller must not touch it again: it will hold another user's rows.
   */
  void release() {
    if (holders.decrementAndGet() > 0
        || bytes.length < LEAST
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
