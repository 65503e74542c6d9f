package io.querycast.door;

import io.querycast.push.CloseCode;
import io.querycast.push.Connection;
import io.querycast.push.Session;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The open socket of a session, held by the gateway. It is only a name: nothing of it is on a node,
 * and any node may use it.
 *
 * @param id the gateway's
 * @param since when its ticket was used, a moment before the socket was open
 * @param gateway which holds it
 */
record GatewayConnection(Session session, String id, Instant since, Gateway gateway)
    implements Connection {
  @Override
  public void send(String message, Consumer<Boolean> ended) {
    gateway.send(this, message, ended);
  }

  /** The gateway closes with a code of its own. */
  @Override
  public void close(CloseCode why) {
    gateway.close(this);
  }
}
