package io.querycast.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import io.querycast.local.Faults;
import io.querycast.local.Rate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** A WebSocket API of API Gateway with one stage, and the management of its connections. */
public final class Gateway implements AutoCloseable {
  /** Where the paths of the gateway begin. */
  public static final String PATHS = "/_gateway/";

  /** The path of the socket. */
  public static final String SOCKET = PATHS + "push";

  private static final String NAME = "gateway";
  private static final int LARGEST_MESSAGE = 128 * 1024;

  private final GatewaySettings settings;
  private final Faults faults;
  private final InstantSource clock;
  private final Integration integration;
  private final Rate connects;
  private final Rate calls;
  private final Map<String, Connection> open = new ConcurrentHashMap<>();

  /** When each connection ended that has ended lately. */
  private final Map<String, Instant> gone = new ConcurrentHashMap<>();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "gateway"));
  private ServerWebSocketContainer sockets;

  /** Makes a gateway; {@link #start} begins to watch what a connection may do in time. */
  public Gateway(GatewaySettings settings, Faults faults, InstantSource clock) {
    this.settings = settings;
    this.faults = faults;
    this.clock = clock;
    this.integration =
        new Integration(settings.server(), settings.secret(), () -> faults.strikes(NAME, "lose"));
    this.connects = new Rate(settings.connectsPerSecond(), clock);
    this.calls = new Rate(settings.callsPerSecond(), clock);
  }

  /** Gives the HTTP server what it needs for sockets; called before it starts. */
  public void joins(Server server) {
    sockets = ServerWebSocketContainer.ensure(server);
    sockets.setMaxFrameSize(Frames.LARGEST);
    sockets.setMaxTextMessageSize(LARGEST_MESSAGE);
    sockets.setMaxBinaryMessageSize(LARGEST_MESSAGE);
    sockets.setAutoFragment(false);
    // The gateway has limits of its own: see watch.
    sockets.setIdleTimeout(Duration.ZERO);
    server.addBean(sockets);
  }

  /** Looks at every connection each second. */
  public void start() {
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                watch();
              } catch (RuntimeException e) {
                // The timer would not call again.
                System.err.println("The local API Gateway failed: " + e);
              }
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  /** Answers a handshake. */
  public void open(Request request, Response response, Callback callback) throws IOException {
    new Handshake(integration, connects, client -> new Connection(client, clock, new Watcher()))
        .answer(sockets, request, response, callback);
  }

  /**
   * Sends a message to a client.
   *
   * @throws AwsError if it is too large or no text, the connection is not open, or there are too
   *     many calls or unread messages
   */
  public void post(String id, byte[] message) throws AwsError {
    count();
    if (message.length > LARGEST_MESSAGE) {
      throw new AwsError(
          413, "PayloadTooLargeException", "A message has at most 128 KB: this has more.");
    }
    if (isThoughtOpen(id)) {
      return;
    }
    find(id).post(text(message), message.length);
  }

  /**
   * Describes a connection.
   *
   * @throws AwsError if it is not open
   */
  public JsonNode describe(String id) throws AwsError {
    count();
    return find(id).describe();
  }

  /**
   * Ends a connection.
   *
   * @throws AwsError if it is not open
   */
  public void delete(String id) throws AwsError {
    count();
    find(id).close(StatusCode.NORMAL, "Connection Closed Normally");
  }

  /** Ends the connections whose time is over, and cuts those that a fault strikes. */
  public void watch() {
    Instant now = clock.instant();
    for (Connection connection : open.values()) {
      if (faults.strikes(NAME, "cut")) {
        connection.cut();
      } else if (isOver(connection, now)) {
        connection.close(StatusCode.SHUTDOWN, "Going away");
      }
    }
    Instant forgotten = now.minus(faults.duration(NAME, "linger"));
    gone.values().removeIf(end -> end.isBefore(forgotten));
  }

  private boolean isOver(Connection connection, Instant now) {
    return !connection.connectedAt().plus(settings.life()).isAfter(now)
        || !connection.lastActiveAt().plus(settings.idle()).isAfter(now);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void count() throws AwsError {
    if (!calls.allows()) {
      throw new AwsError(429, "LimitExceededException", "Too Many Requests");
    }
  }

  /** Whether a fault hides for a while that a connection has ended. */
  private boolean isThoughtOpen(String id) {
    Instant end = gone.get(id);
    return end != null && clock.instant().isBefore(end.plus(faults.duration(NAME, "linger")));
  }

  private Connection find(String id) throws AwsError {
    Connection connection = open.get(id);
    if (connection == null) {
      throw new AwsError(410, "GoneException", "The connection is not open.");
    }
    return connection;
  }

  private static String text(byte[] message) throws AwsError {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
    } catch (CharacterCodingException e) {
      throw new AwsError("BadRequestException", "The message is not text in UTF-8.");
    }
  }

  /** Keeps the list of open connections, and tells the server of each end. */
  private final class Watcher implements Connection.Watcher {
    @Override
    public void opened(Connection connection) {
      open.put(connection.client().id(), connection);
    }

    @Override
    public void ended(Connection connection) {
      Client client = connection.client();
      open.remove(client.id());
      gone.put(client.id(), clock.instant());
      integration.disconnect(client);
    }
  }
}
