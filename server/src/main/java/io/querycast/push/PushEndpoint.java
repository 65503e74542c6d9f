package io.querycast.push;

import io.querycast.NanoClock;
import io.querycast.Threads;
import io.querycast.identity.SignIns;
import io.querycast.rest.RateLimits;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The socket. A socket with a bad ticket is opened and then closed with a code, because a page
 * can't read the status of a handshake.
 */
@ServerEndpoint(
    value = "/push",
    subprotocols = PushHandshake.PROTOCOL,
    configurator = PushHandshake.class)
@Dependent
public class PushEndpoint {
  private static final Logger LOG = Logger.getLogger(PushEndpoint.class.getName());

  @Inject private Admission admission;
  @Inject private Pusher pusher;
  @Inject private Threads threads;
  @Inject private NanoClock ticks;
  @Inject private RateLimits limits;
  @Inject private SignIns signIns;

  private Guard guard;
  private NodeConnection connection;

  /** Reports that the user has signed out. */
  private Optional<SignIns.Watch> watch = Optional.empty();

  @OnOpen
  public void open(jakarta.websocket.Session socket, EndpointConfig config) throws IOException {
    socket.setMaxIdleTimeout(0);
    // An open socket would keep these properties.
    boolean mayCompress =
        Boolean.TRUE.equals(config.getUserProperties().remove(PushHandshake.COMPRESSES));
    guard = Guard.of(socket, threads, ticks, mayCompress);
    String address = (String) config.getUserProperties().remove(PushHandshake.ADDRESS);
    if (!PushHandshake.PROTOCOL.equals(socket.getNegotiatedSubprotocol())) {
      limits.guessed(address);
      refuse(socket, CloseCode.NOT_ALLOWED);
      return;
    }
    String ticket = (String) config.getUserProperties().get(PushHandshake.TICKET);
    Admission.Outcome outcome = admission.admit(ticket, socket, guard);
    if (outcome instanceof Admission.Admitted admitted) {
      enter(admitted, mayCompress);
    } else if (outcome instanceof Admission.Refused refused) {
      if (refused.code() == CloseCode.SESSION_OVER) {
        limits.guessed(address);
      }
      refuse(socket, refused.code());
    }
  }

  private void enter(Admission.Admitted admitted, boolean mayCompress) {
    NodeConnection open = admitted.connection();
    if (mayCompress && guard.compresses()) {
      open.compress();
    }
    connection = open;
    guard.admit(open);
    watch =
        admitted
            .token()
            .map(token -> signIns.watch(token, () -> open.close(CloseCode.SESSION_OVER)));
    pusher.connected(open);
  }

  private void refuse(jakarta.websocket.Session socket, CloseCode code) throws IOException {
    guard.due();
    socket.close(code.reason());
    guard.told();
  }

  /**
   * The browser sends no messages, so a client that does is not our page. The text comes in parts:
   * if a message were taken whole, the container would keep its parts.
   *
   * @param text what the {@link Guard} has found
   */
  @OnMessage
  public void message(String text, boolean isLast) {
    if (connection != null) {
      connection.close(CloseCode.found(text));
    }
  }

  @OnMessage
  public void message(byte[] bytes, boolean isLast) {
    message("", isLast);
  }

  @OnClose
  public void close() {
    if (connection != null) {
      watch.ifPresent(SignIns.Watch::end);
      pusher.disconnected(connection);
    }
  }

  @OnError
  public void error(Throwable thrown) {
    LOG.log(Level.FINE, "A socket broke: {0}", thrown.getClass().getName());
  }
}
