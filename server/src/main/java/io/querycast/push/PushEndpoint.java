package io.querycast.push;

import io.querycast.Lease;
import io.querycast.Node;
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
 * The socket. A bad ticket is let in and closed with a code, because a page can't read the status
 * of a handshake.
 */
@ServerEndpoint(
    value = "/push",
    subprotocols = PushHandshake.PROTOCOL,
    configurator = PushHandshake.class)
@Dependent
public class PushEndpoint {
  private static final Logger LOG = Logger.getLogger(PushEndpoint.class.getName());

  @Inject private SessionStore sessions;
  @Inject private Node node;
  @Inject private Pusher pusher;

  private Connection connection;

  @OnOpen
  public void open(jakarta.websocket.Session socket, EndpointConfig config) throws IOException {
    socket.setMaxIdleTimeout(0);
    if (!PushHandshake.PROTOCOL.equals(socket.getNegotiatedSubprotocol())) {
      socket.close(CloseCode.NOT_ALLOWED.reason());
      return;
    }
    String ticket = (String) config.getUserProperties().get(PushHandshake.TICKET);
    Optional<Lease> lease = node.lease();
    Optional<Session> session;
    try {
      session = sessions.redeem(ticket, lease);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A ticket can''t be looked at now: {0}", e.getClass().getName());
      socket.close(CloseCode.GOING.reason());
      return;
    }
    if (session.isEmpty()) {
      socket.close(CloseCode.SESSION_OVER.reason());
      return;
    }
    connection = new Connection(session.get(), socket, lease);
    pusher.connected(connection);
  }

  /** The browser says nothing: whoever does is no browser of ours. */
  @OnMessage(maxMessageSize = 1024)
  public void message(String text) {
    if (connection != null) {
      connection.close(CloseCode.NOT_ALLOWED);
    }
  }

  @OnMessage(maxMessageSize = 1024)
  public void message(byte[] bytes) {
    message("");
  }

  @OnClose
  public void close() {
    if (connection != null) {
      pusher.disconnected(connection);
    }
  }

  @OnError
  public void error(Throwable thrown) {
    LOG.log(Level.FINE, "A socket broke: {0}", thrown.getClass().getName());
  }
}
