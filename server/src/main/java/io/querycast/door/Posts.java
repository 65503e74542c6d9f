package io.querycast.door;

import io.querycast.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Calls to the gateway that nobody waits for: some at the same time, the others after those. A node
 * is not to run out of memory because the gateway is slow, so there is a limit to what waits.
 */
@Singleton
class Posts {
  private static final Logger LOG = Logger.getLogger(Posts.class.getName());

  /** The SDK's client holds 50 connections. */
  static final int AT_ONCE = 32;

  /** With messages of the longest kind, these are 32 MB. */
  static final int MOST_WAITING = 1000;

  private final Threads threads;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int working;
  private boolean isFull;

  @Inject
  Posts(Threads threads) {
    this.threads = threads;
  }

  /**
   * Makes a call soon.
   *
   * @return false if too many wait and it is never made: the client's own question makes up for it
   */
  boolean add(Runnable call) {
    synchronized (this) {
      if (waiting.size() == MOST_WAITING) {
        LOG.log(
            isFull ? Level.FINE : Level.WARNING,
            "The gateway is too slow or throttles: some messages are left out.");
        isFull = true;
        return false;
      }
      waiting.add(call);
      if (working == AT_ONCE) {
        return true;
      }
      working++;
    }
    try {
      threads.executor().execute(this::work);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends", e);
    }
    return true;
  }

  private void work() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          working--;
          isFull = false;
          return;
        }
      }
      try {
        next.run();
      } catch (RuntimeException e) {
        // One that fails must not keep the others from being made.
        LOG.log(Level.FINE, "A call to the gateway failed: {0}", e.getClass().getName());
      }
    }
  }
}
