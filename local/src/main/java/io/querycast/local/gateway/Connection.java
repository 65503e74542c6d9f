package io.querycast.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/** One open socket of a client. */
public final class Connection extends Session.Listener.AbstractAutoDemanding {
  private static final String PONG = "{\"type\":\"pong\"}";

  /** What a client may leave unread before further messages to it are refused. */
  private static final long UNREAD_BYTES = 1 << 20;

  /** How long a client has to answer a closing before its connection is cut. */
  private static final int FAREWELL_SECONDS = 2;

  private final Client client;
  private final InstantSource clock;
  private final Watcher watcher;
  private final Instant connectedAt;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong unread = new AtomicLong();
  private volatile Instant lastActiveAt;

  /** Hears when a connection opens and ends. */
  interface Watcher {
    void opened(Connection connection);

    /** Called once for each connection, however it ends. */
    void ended(Connection connection);
  }

  Connection(Client client, InstantSource clock, Watcher watcher) {
    this.client = client;
    this.clock = clock;
    this.watcher = watcher;
    this.connectedAt = clock.instant();
    this.lastActiveAt = connectedAt;
  }

  Client client() {
    return client;
  }

  Instant connectedAt() {
    return connectedAt;
  }

  /** When the last message went either way. */
  Instant lastActiveAt() {
    return lastActiveAt;
  }

  JsonNode describe() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.put("connectedAt", connectedAt.toString());
    state.put("lastActiveAt", lastActiveAt.toString());
    state
        .putObject("identity")
        .put("sourceIp", client.address())
        .put("userAgent", client.header("User-Agent"));
    return state;
  }

  /**
   * Sends a message, in as many frames as it needs.
   *
   * @throws AwsError if the client leaves too much unread
   */
  synchronized void post(String message, int bytes) throws AwsError {
    if (unread.get() + bytes > UNREAD_BYTES) {
      throw new AwsError(
          429, "LimitExceededException", "The client does not read what it is sent.");
    }
    unread.addAndGet(bytes);
    lastActiveAt = clock.instant();
    List<String> frames = Frames.of(message);
    for (int i = 0; i < frames.size() - 1; i++) {
      getSession().sendPartialText(frames.get(i), false, Callback.NOOP);
    }
    Callback read =
        Callback.from(() -> unread.addAndGet(-bytes), failure -> unread.addAndGet(-bytes));
    if (frames.size() == 1) {
      getSession().sendText(message, read);
    } else {
      getSession().sendPartialText(frames.get(frames.size() - 1), true, read);
    }
  }

  /** Closes the socket with a code; the connection has ended at once. */
  void close(int code, String reason) {
    Session session = getSession();
    session.close(code, reason, Callback.NOOP);
    CompletableFuture.delayedExecutor(FAREWELL_SECONDS, TimeUnit.SECONDS)
        .execute(session::disconnect);
    end();
  }

  /** Ends the connection without a word to its client. */
  void cut() {
    getSession().disconnect();
    end();
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      watcher.ended(this);
    }
  }

  @Override
  public void onWebSocketOpen(Session session) {
    super.onWebSocketOpen(session);
    watcher.opened(this);
  }

  /** Every message takes the route {@code $default}, a mock that knows one answer. */
  @Override
  public void onWebSocketText(String message) {
    try {
      post(PONG, PONG.length());
    } catch (AwsError e) {
      // A client that does not read gets no answer either.
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer message, Callback callback) {
    callback.succeed();
    close(StatusCode.BAD_DATA, "Binary frames are not supported");
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    end();
    callback.succeed();
  }
}
