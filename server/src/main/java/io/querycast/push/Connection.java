package io.querycast.push;

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
      if (closed) {
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
    synchronized (this) {
      closed = true;
      waiting.clear();
      waitingLength = 0;
    }
    try {
      socket.close(code.reason());
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
        return;
      }
      waitingLength -= next.length();
    }
    socket.getAsyncRemote().sendText(next, this::sent);
  }

  private synchronized int waitingLength() {
    return waitingLength;
  }
}
