package io.querycast.warehouse;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Byte arrays that pages are read into, kept for the next page: a result of 500 MB then needs a few
 * of them and not one for each page.
 */
final class Buffers {
  /** Room behind the bytes, so that eight at once can be looked at up to the last one. */
  static final int SLACK = 16;

  private static final int LEAST = 64 * 1024;

  /** A larger one is left to the collector. */
  private static final int MOST = 4 * 1024 * 1024;

  /** As many are kept; together at most 32 MB. */
  private static final int KEPT = 8;

  private static final Deque<byte[]> FREE = new ArrayDeque<>();

  private Buffers() {}

  /** An array for at least so many bytes, whatever it held before. */
  static byte[] take(int bytes) {
    synchronized (FREE) {
      for (byte[] each : FREE) {
        if (each.length - SLACK >= bytes) {
          FREE.remove(each);
          return each;
        }
      }
    }
    return new byte[Math.max(LEAST, Math.addExact(bytes, SLACK))];
  }

  /** The same bytes with at least twice the room. */
  static byte[] grown(byte[] buffer) {
    byte[] larger = take(Math.multiplyExact(buffer.length, 2));
    System.arraycopy(buffer, 0, larger, 0, buffer.length);
    give(buffer);
    return larger;
  }

  /** Whoever gives an array back must not touch it again: it will hold another user's rows. */
  static void give(byte[] buffer) {
    if (buffer.length > MOST) {
      return;
    }
    synchronized (FREE) {
      if (FREE.size() == KEPT) {
        FREE.removeFirst();
      }
      FREE.addLast(buffer);
    }
  }
}
