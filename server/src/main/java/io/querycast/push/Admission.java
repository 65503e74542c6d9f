package io.querycast.push;

import io.querycast.identity.AccessToken;
import io.querycast.node.Lease;
import io.querycast.node.Node;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Lets a socket in by its ticket. */
@Singleton
class Admission {
  private static final Logger LOG = Logger.getLogger(Admission.class.getName());

  private final SessionStore sessions;
  private final Node node;

  @Inject
  Admission(SessionStore sessions, Node node) {
    this.sessions = sessions;
    this.node = node;
  }

  /** What becomes of a socket. */
  sealed interface Outcome {}

  /**
   * It is let in.
   *
   * @param token what its user was let in with, where that is known
   */
  record Admitted(Connection connection, Optional<AccessToken> token) implements Outcome {}

  /** It is to be closed with that code. */
  record Refused(CloseCode code) implements Outcome {}

  /**
   * Takes the ticket's one use.
   *
   * @param end what is done about the TCP connection when the socket is to go
   */
  Outcome admit(String ticket, jakarta.websocket.Session socket, Connection.End end) {
    Optional<Lease> lease = node.lease();
    Optional<SessionStore.Redeemed> redeemed;
    try {
      redeemed = sessions.redeem(ticket, lease);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A ticket can''t be looked at now: {0}", e.getClass().getName());
      return new Refused(CloseCode.GOING);
    }
    return redeemed
        .<Outcome>map(
            good -> new Admitted(new Connection(good.session(), socket, lease, end), good.token()))
        .orElse(new Refused(CloseCode.SESSION_OVER));
  }
}
