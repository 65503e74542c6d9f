package io.querycast.faults;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** A socket within this process: the near node's end is a Jakarta session, the tab's end an ear. */
final class NearWire implements NodeAccess.Wire {
  private static final int GOING_AWAY = 1006;

  private final NodeAccess.Ear ear;
  private final Lifeline lifeline;
  private final ExecutorService threads;
  private final Queue<Runnable> held = new ArrayDeque<>();
  private Runnable onGone = () -> {};
  private boolean swallowsNext;
  private boolean holds;
  private boolean closed;
  private boolean gone;

  /**
   * @param threads carries the messages
   * @param mutant may swallow the first message
   */
  NearWire(NodeAccess.Ear ear, Lifeline lifeline, ExecutorService threads, Mutant mutant) {
    this.ear = ear;
    this.lifeline = lifeline;
    this.threads = threads;
    this.swallowsNext = mutant == Mutant.NO_FIRST_SNAPSHOT;
  }

  /** The node's end. */
  Session session() {
    RemoteEndpoint.Async remote =
        (RemoteEndpoint.Async)
            Proxy.newProxyInstance(
                NearWire.class.getClassLoader(),
                new Class<?>[] {RemoteEndpoint.Async.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("sendText") && arguments.length == 2) {
                    send((String) arguments[0], (SendHandler) arguments[1]);
                    return null;
                  }
                  throw new UnsupportedOperationException(method.toString());
                });
    return (Session)
        Proxy.newProxyInstance(
            NearWire.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> answer(remote, proxy, method, arguments));
  }

  private Object answer(
      RemoteEndpoint.Async remote, Object proxy, Method method, Object[] arguments) {
    switch (method.getName()) {
      case "getAsyncRemote" -> {
        return remote;
      }
      case "close" -> {
        int code = arguments == null ? 1000 : ((CloseReason) arguments[0]).getCloseCode().getCode();
        carry(() -> end(code));
        return null;
      }
      case "setMaxIdleTimeout" -> {
        return null;
      }
      case "isOpen" -> {
        return !isClosed();
      }
      case "hashCode" -> {
        return System.identityHashCode(this);
      }
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "toString" -> {
        return "a near socket";
      }
      default -> throw new UnsupportedOperationException(method.toString());
    }
  }

  /** What the node does when the socket is gone. */
  void onGone(Runnable action) {
    boolean already;
    synchronized (this) {
      onGone = action;
      already = closed;
      gone = closed;
    }
    if (already) {
      tellNode(action);
    }
  }

  /** From now on messages and closings wait, and neither side notices. */
  synchronized void hold() {
    holds = true;
  }

  /** Delivers what was held, and holds nothing more. */
  void release() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = held.poll();
        if (next == null) {
          holds = false;
          return;
        }
      }
      next.run();
    }
  }

  /** The network between the two breaks, or the node dies. */
  void cut() {
    end(GOING_AWAY);
  }

  /** The tab closes the socket. While the wire holds, the node does not notice. */
  @Override
  public void close() {
    carry(() -> end(0));
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private void send(String message, SendHandler handler) {
    boolean swallowed;
    synchronized (this) {
      swallowed = swallowsNext;
      swallowsNext = false;
    }
    carry(
        () ->
            threads.execute(
                () -> {
                  if (isClosed() || lifeline.isDead()) {
                    return;
                  }
                  if (!swallowed) {
                    ear.heard(message);
                  }
                  handler.onResult(new SendResult((Session) null));
                }));
  }

  private void carry(Runnable what) {
    synchronized (this) {
      if (holds) {
        held.add(what);
        return;
      }
    }
    what.run();
  }

  private void end(int code) {
    Runnable action;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      action = gone ? () -> {} : onGone;
      gone = true;
    }
    if (code != 0) {
      ear.closed(code);
    }
    tellNode(action);
  }

  private void tellNode(Runnable action) {
    if (!lifeline.isDead()) {
      threads.execute(
          () -> {
            try {
              lifeline.pass();
              action.run();
            } catch (Lifeline.Severed | RejectedExecutionException e) {
              // The node is dead or stopped by now, and notices nothing.
              return;
            }
          });
    }
  }
}
