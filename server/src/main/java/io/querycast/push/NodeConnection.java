package io.querycast.push;

import io.querycast.node.Lease;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The open socket of a session, held by this node.
 *
 * <p>A Jakarta socket takes one message at a time. While one message is being sent, the others wait
 * here. A browser that lets too much wait is cut off, because it can come back to a fresh snapshot.
 * Nothing is sent before the first snapshot.
 */
final class NodeConnection implements Connection {
  private static final Logger LOG = Logger.getLogger(NodeConnection.class.getName());

  /** What to do about the TCP connection. */
  @FunctionalInterface
  interface End {
    /** The connection must end within seconds, whatever the browser does. */
    void due();

    /** The browser has been told why. */
    default void told() {}
  }

  /** How many characters may wait: sixteen full frames. */
  private static final int MOST_WAITING = 16 * 64 * 1024;

  /** How many pings may wait, of 125 bytes each. */
  private static final int MOST_PINGS = 16;

  private final Session session;
  private final jakarta.websocket.Session socket;
  private final Deque<String> waiting = new ArrayDeque<>();
  private int waitingLength;
  private boolean begun;
  private boolean sending;

  /** Whether the container is sending a message, a pong or the close at this moment. */
  private boolean onItsWay;

  /** Whether the browser has gone, so that nothing more is sent. */
  private boolean hasLeft;

  /** Tells the container that the browser has gone; null if there is nothing to tell. */
  private Runnable farewell;

  /** Whether the message that is being sent was already being sent an interval ago. */
  private boolean stuck;

  private boolean closed;

  /** What the browser is told when everything is sent; null while it stays. */
  private CloseReason leaving;

  /** The newest pings without an answer yet; null if there has never been a ping. */
  private Deque<byte[]> pings;

  /** Whether binary messages go out as compressed texts. */
  private boolean compresses;

  private final End end;
  private final Staleness staleness = new Staleness();

  private Runnable onClose = () -> {};
  private volatile Optional<Lease> registered;

  /**
   * @param registered the node's lease under which the session is registered already
   */
  NodeConnection(
      Session session, jakarta.websocket.Session socket, Optional<Lease> registered, End end) {
    this.session = session;
    this.socket = socket;
    this.registered = registered;
    this.end = end;
  }

  @Override
  public Session session() {
    return session;
  }

  /** The node's lease under which other nodes find the session; empty if it is not registered. */
  Optional<Lease> registered() {
    return registered;
  }

  void registered(Lease lease) {
    registered = Optional.of(lease);
  }

  /** From now on long messages are compressed: binary messages go out as compressed texts. */
  void compress() {
    compresses = true;
  }

  synchronized boolean hasBegun() {
    return begun;
  }

  /** Whether the browser may have missed something since its last snapshot. */
  Staleness staleness() {
    return staleness;
  }

  /**
   * Answers a ping when the present message is sent. If there are very many, the oldest get no
   * answer.
   */
  void ping(byte[] payload) {
    synchronized (this) {
      if (closed || leaving != null) {
        return;
      }
      if (pings == null) {
        pings = new ArrayDeque<>(1);
      }
      if (pings.size() == MOST_PINGS) {
        pings.remove();
      }
      pings.add(payload);
    }
    goOn();
  }

  /** Sends a snapshot. The first one goes before everything that waits. */
  void snapshot(String message) {
    if (isTooSlow()) {
      return;
    }
    synchronized (this) {
      if (!begun) {
        begun = true;
        waiting.addFirst(message);
        waitingLength += message.length();
        message = null;
      }
    }
    if (message == null) {
      goOn();
    } else {
      send(message);
    }
  }

  /** Sends a beat after the messages before it. */
  void beat(String message) {
    if (!isTooSlow()) {
      send(message);
    }
  }

  /** Cuts the browser off if one message has been on its way for two intervals. */
  private boolean isTooSlow() {
    boolean tooSlow;
    synchronized (this) {
      tooSlow = sending && stuck && !closed;
      stuck = sending;
    }
    if (tooSlow) {
      close(CloseCode.TOO_SLOW);
    }
    return tooSlow;
  }

  @Override
  public void send(String message, Consumer<Boolean> ended) {
    ended.accept(send(message));
  }

  /**
   * Sends a message after those before it. It never waits for the browser.
   *
   * @return false if the socket is closed, or about to be
   */
  boolean send(String message) {
    synchronized (this) {
      if (closed || leaving != null) {
        return false;
      }
      waiting.add(message);
      waitingLength += message.length();
      if ((sending || !begun) && waitingLength > MOST_WAITING) {
        drop();
        leaving = CloseCode.TOO_SLOW.reason();
      }
    }
    goOn();
    return true;
  }

  /**
   * The browser has gone. The container is told when nothing is on its way any more: it would take
   * the connection apart beneath a message that it still sends, and the thread that sends a close
   * would wait forever.
   *
   * @param tell tells it to the container
   */
  void left(Runnable tell) {
    boolean mustWait;
    synchronized (this) {
      hasLeft = true;
      pings = null;
      drop();
      mustWait = onItsWay;
      farewell = mustWait ? tell : null;
    }
    if (mustWait) {
      end.due();
    } else {
      tell.run();
    }
  }

  /** Closes the socket. It drops what waits, because the next snapshot says it anyway. */
  @Override
  public void close(CloseCode code) {
    close(code.reason());
  }

  /**
   * Closes the socket; the first reason counts. If a message is being sent, the browser is told
   * after that message. It is cut off if it takes too long.
   */
  void close(CloseReason reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      drop();
      if (leaving == null) {
        leaving = reason;
      }
    }
    end.due();
    goOn();
  }

  /**
   * Closes the socket when what waits is sent, because the node leaves.
   *
   * @param millis after how long the browser should come back
   */
  void leave(int millis) {
    synchronized (this) {
      if (leaving == null) {
        leaving = CloseCode.GOING.reason(millis);
      }
    }
    goOn();
  }

  /** Sets what to do when the socket is gone. If it is gone already, that is done at once. */
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
      empty();
      action = onClose;
    }
    action.run();
  }

  private void closeNow(CloseReason reason) {
    end.due();
    try {
      socket.close(reason);
      end.told();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.FINE, "A socket was gone before it was closed", e);
    } finally {
      letGo();
    }
  }

  private void empty() {
    closed = true;
    pings = null;
    drop();
  }

  private void drop() {
    waiting.clear();
    waitingLength = 0;
  }

  /**
   * Sends what waits, or closes the socket if it has to leave and nothing waits. While a message is
   * being sent, the end of that message calls this: Liberty would hold the thread until then.
   */
  private void goOn() {
    byte[] pong;
    String next;
    CloseReason reason = null;
    synchronized (this) {
      if (sending || closed || hasLeft) {
        return;
      }
      pong = pings == null ? null : pings.poll();
      next = begun && pong == null ? waiting.poll() : null;
      if (next != null) {
        waitingLength -= next.length();
      }
      sending = pong != null || next != null;
      stuck = false;
      if (!sending && leaving != null) {
        reason = leaving;
        empty();
      }
      onItsWay = sending || reason != null;
    }
    if (pong != null) {
      answer(pong);
    } else if (next != null) {
      transmit(next);
    } else if (reason != null) {
      closeNow(reason);
    }
  }

  /** Liberty sends a pong at once, on this thread. */
  private void answer(byte[] pong) {
    try {
      socket.getAsyncRemote().sendPong(ByteBuffer.wrap(pong));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.FINE, "A socket was gone before it was written to", e);
      letGo();
      return;
    }
    letGo();
    gone();
  }

  private void transmit(String message) {
    try {
      if (compresses && message.length() >= Deflate.SHORTEST) {
        socket.getAsyncRemote().sendBinary(Deflate.compressed(message), this::sent);
      } else {
        socket.getAsyncRemote().sendText(message, this::sent);
      }
    } catch (RuntimeException e) {
      // The container reports the end in a moment. The user's other sockets must not suffer.
      LOG.log(Level.FINE, "A socket was gone before it was written to", e);
      letGo();
    }
  }

  private void sent(SendResult result) {
    letGo();
    if (result.isOK()) {
      gone();
    }
  }

  /** Nothing is on its way any more, whether it could be sent or not. */
  void letGo() {
    Runnable tell;
    synchronized (this) {
      onItsWay = false;
      tell = farewell;
      farewell = null;
    }
    if (tell != null) {
      tell.run();
    }
  }

  /** The present message or pong is sent. */
  private void gone() {
    synchronized (this) {
      if (closed) {
        return;
      }
      sending = false;
    }
    goOn();
  }
}
