package io.querycast.push;

import io.querycast.Settings;
import io.querycast.identity.AccessToken;
import io.querycast.node.Lease;
import io.querycast.node.Node;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Admits a socket by its ticket. */
@Singleton
class Admission {
  private static final Logger LOG = Logger.getLogger(Admission.class.getName());

  private final SessionStore sessions;
  private final Node node;
  private final Settings settings;

  @Inject
  Admission(SessionStore sessions, Node node, Settings settings) {
    this.sessions = sessions;
    this.node = node;
    this.settings = settings;
  }

  /** The decision about a socket. */
  sealed interface Outcome {}

  /**
   * The socket is admitted.
   *
   * @param token the user's token, if it is known
   */
  record Admitted(NodeConnection connection, Optional<AccessToken> token) implements Outcome {}

  /** The socket must be closed with this code. */
  record Refused(CloseCode code) implements Outcome {}

  /**
   * Uses the ticket, which is good once.
   *
   * @param end ends the TCP connection when the socket has to go
   */
  Outcome admit(String ticket, jakarta.websocket.Session socket, NodeConnection.End end) {
    if (settings.isAtGateway()) {
      // This browser has asked a node that had another door, just before the door was changed.
      return new Refused(CloseCode.GOING);
    }
    Optional<Lease> lease = node.lease();
    Optional<SessionStore.Redeemed> redeemed;
    try {
      redeemed = sessions.redeem(ticket, lease);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A ticket can''t be checked now: {0}", e.getClass().getName());
      return new Refused(CloseCode.GOING);
    }
    return redeemed
        .<Outcome>map(
            good ->
                new Admitted(new NodeConnection(good.session(), socket, lease, end), good.token()))
        .orElse(new Refused(CloseCode.SESSION_OVER));
  }
}
