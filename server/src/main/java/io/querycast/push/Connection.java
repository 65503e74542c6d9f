package io.querycast.push;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The open socket of a session.
 *
 * <p>A Jakarta socket takes one message at a time, so what comes while one is on its way waits
 * here; a browser that lets too much wait is cut off, for it can come back to a fresh snapshot.
 */
final class Connection {
  private static final Logger LOG = Logger.getLogger(Connection.class.getName());

  /** As many characters as may wait: sixteen full frames. */
  private static final int MOST_WAITING = 16 * 64 * 1024;

  private final Session session;
  private final jakarta.websocket.Session socket;
  private final Queue<String> waiting = new ArrayDeque<>();
  private int waitingLength;
  private boolean sending;
  private boolean closed;

  /** What the browser is to be told when everything is sent; null while it stays. */
  private CloseReason leaving;

  private Runnable onClose = () -> {};

  Connection(Session session, jakarta.websocket.Session socket) {
    this.session = session;
    this.socket = socket;
  }

  Session session() {
    return session;
  }

  /** Sends a message after those before it; never waits for the browser. */
  void send(String message) {
    synchronized (this) {
      if (closed || leaving != null) {
        return;
      }
      if (sending) {
        waiting.add(message);
        waitingLength += message.length();
        if (waitingLength <= MOST_WAITING) {
          return;
        }
      } else {
        sending = true;
      }
    }
    if (waitingLength() > MOST_WAITING) {
      close(CloseCode.TOO_SLOW);
    } else {
      socket.getAsyncRemote().sendText(message, this::sent);
    }
  }

  /** Closes the socket; what waits is dropped, since the next snapshot tells it anyway. */
  void close(CloseCode code) {
    close(code.reason());
  }

  /**
   * Closes the socket when what waits is sent, for the server goes.
   *
   * @param millis after how long the browser should come back
   */
  void leave(int millis) {
    CloseReason reason = CloseCode.GOING.reason(millis);
    synchronized (this) {
      if (sending) {
        leaving = reason;
        return;
      }
    }
    close(reason);
  }

  private void close(CloseReason reason) {
    synchronized (this) {
      closed = true;
      waiting.clear();
      waitingLength = 0;
    }
    try {
      socket.close(reason);
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.FINE, "A socket was gone before it was closed", e);
    }
  }

  /** What is to be done when the socket is gone; at once where it is gone already. */
  void onClose(Runnable action) {
    boolean gone;
    synchronized (this) {
      onClose = action;
      gone = closed;
    }
    if (gone) {
      action.run();
    }
  }

  /** The socket is gone. */
  void closed() {
    Runnable action;
    synchronized (this) {
      closed = true;
      waiting.clear();
      waitingLength = 0;
      action = onClose;
    }
    action.run();
  }

  private void sent(SendResult result) {
    String next;
    synchronized (this) {
      next = result.isOK() ? waiting.poll() : null;
      if (next == null) {
        sending = false;
      } else {
        waitingLength -= next.length();
      }
    }
    if (next == null) {
      leaveIfAsked();
      return;
    }
    socket.getAsyncRemote().sendText(next, this::sent);
  }

  private void leaveIfAsked() {
    CloseReason reason;
    synchronized (this) {
      reason = closed ? null : leaving;
    }
    if (reason != null) {
      close(reason);
    }
  }

  private synchronized int waitingLength() {
    return waitingLength;
  }
}
