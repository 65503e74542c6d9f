package io.querycast.push;

import java.util.function.Consumer;

/**
 * The open socket of a session, whoever holds it: a node, or the gateway in front of all nodes.
 * Telling users of the steps of their jobs needs no more than this.
 */
public interface Connection {
  /** The session whose socket it is. */
  Session session();

  /**
   * Sends a message. It never waits for the browser.
   *
   * @param ended learns, now or later, whether the message is on its way: not that it has arrived
   */
  void send(String message, Consumer<Boolean> ended);

  /** Ends the socket. Its browser learns the code if whoever holds the socket can tell it. */
  void close(CloseCode why);
}
