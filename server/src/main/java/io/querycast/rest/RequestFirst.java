package io.querycast.rest;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs a request that becomes a socket, and then whatever happens on that socket.
 *
 * <p>Liberty reads from a socket before it has finished the request that opened it. If the client
 * leaves at once, Liberty would take the connection apart while its other thread still finishes the
 * request. So the news of the socket waits here until the request is over.
 */
final class RequestFirst implements Executor {
  private boolean hasBegun;

  /** What waits for the end of the request; null when it is over. */
  private Queue<Runnable> waiting = new ArrayDeque<>(2);

  /** Runs the first task at once: it is the request. */
  @Override
  public void execute(Runnable task) {
    boolean isRequest;
    synchronized (this) {
      isRequest = !hasBegun;
      hasBegun = true;
      if (!isRequest && waiting != null) {
        waiting.add(task);
        return;
      }
    }
    try {
      task.run();
    } finally {
      if (isRequest) {
        end().forEach(Runnable::run);
      }
    }
  }

  private synchronized Queue<Runnable> end() {
    Queue<Runnable> news = waiting;
    waiting = null;
    return news;
  }
}
