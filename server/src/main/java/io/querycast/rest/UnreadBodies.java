package io.querycast.rest;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * How many requests wait for their bodies, and how much of those has come: for each user, and in
 * all. They hold no thread, but memory.
 */
@Singleton
class UnreadBodies {
  /**
   * Of a user at once. Those that come with their heads, or right behind, are gone again at once.
   */
  static final int MOST_OF_USER = 32;

  /** Bytes of all that have come in part: a sixteenth of a small heap. */
  static final long MOST_BYTES = 32L * 1024 * 1024;

  private final Map<String, Integer> byUser = new HashMap<>();
  private long bytes;

  /**
   * A body that is waited for. Whoever has it must close it when it is whole, or given up.
   *
   * @throws Problem when the user has too many
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
     * Makes room for so many bytes of it, in all.
     *
     * @throws Problem when too much has come of all bodies together
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
