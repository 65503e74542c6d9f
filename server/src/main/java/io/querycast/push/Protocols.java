package io.querycast.push;

import java.util.List;
import java.util.stream.Stream;

/**
 * The sub-protocols that a client offers in its handshake. One of them names the protocol, and
 * another is the ticket: in an address or a header of its own a ticket could end up in a log.
 */
public final class Protocols {
  /** The protocol of the socket. */
  public static final String OURS = "querycast.v1";

  private static final String TICKET_PREFIX = "ticket.";

  private final List<String> offered;

  /**
   * @param fields the values of {@code Sec-WebSocket-Protocol}, as they came
   */
  public Protocols(List<String> fields) {
    offered =
        fields.stream().flatMap(field -> Stream.of(field.split(","))).map(String::strip).toList();
  }

  /** Whether the client offers our protocol. Case counts. */
  public boolean hasOurs() {
    return offered.contains(OURS);
  }

  /**
   * Returns the ticket; empty if there is none, or if there are several: such a client does not say
   * whose socket it wants.
   */
  public String ticket() {
    List<String> tickets =
        offered.stream().filter(protocol -> protocol.startsWith(TICKET_PREFIX)).toList();
    return tickets.size() == 1 ? tickets.get(0).substring(TICKET_PREFIX.length()) : "";
  }
}
