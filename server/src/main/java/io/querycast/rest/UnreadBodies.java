package io.querycast.rest;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * How many requests wait for their bodies, and how many bytes of these have come: for each user,
 * and in all. They hold memory, but no thread.
 */
@Singleton
class UnreadBodies {
  /**
   * For one user at once. A body that comes with its head, or right after it, is counted only for a
   * moment.
   */
  static final int MOST_OF_USER = 32;

  /** Bytes of all unfinished bodies together: a sixteenth of a small heap. */
  static final long MOST_BYTES = 32L * 1024 * 1024;

  private final Map<String, Integer> byUser = new HashMap<>();
  private long bytes;

  /**
   * Begins to count a body. The caller must close it when it is whole, or given up.
   *
   * @throws Problem if the user has too many
   */
  synchronized Unread begin(String user) {
    if (byUser.getOrDefault(user, 0) >= MOST_OF_USER) {
      throw new Problem(
          ErrorCode.TOO_MANY_REQUESTS,
          "%d of your requests have not sent their bodies yet: send those first."
              .formatted(MOST_OF_USER));
    }
    byUser.merge(user, 1, Integer::sum);
    return new Unread(user);
  }

  /** The place of one body. */
  final class Unread implements AutoCloseable {
    private final String user;
    private long taken;
    private boolean closed;

    private Unread(String user) {
      this.user = user;
    }

    /**
     * Reserves this many bytes for it, in all.
     *
     * @throws Problem if too many bytes of all bodies together have come
     */
    void grow(int size) {
      synchronized (UnreadBodies.this) {
        if (bytes + size - taken > MOST_BYTES) {
          throw new Problem(
              ErrorCode.UNAVAILABLE, "Many bodies are being read. Try again in a moment.");
        }
        bytes += size - taken;
        taken = size;
      }
    }

    @Override
    public void close() {
      synchronized (UnreadBodies.this) {
        if (!closed) {
          closed = true;
          bytes -= taken;
          byUser.computeIfPresent(user, (unused, count) -> count == 1 ? null : count - 1);
        }
      }
    }
  }
}
