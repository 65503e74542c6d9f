package io.querycast.local.gateway;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * Who opens a connection, as the handshake tells.
 *
 * @param id the connection's
 * @param address the client's IP address
 */
record Client(String id, String address, HttpFields headers) {

  static Client of(String id, Request handshake) {
    return new Client(id, Request.getRemoteAddr(handshake), handshake.getHeaders());
  }

  /** A header as it came; an empty text if there is none. */
  String header(String name) {
    return String.join(", ", headers.getValuesList(name));
  }
}
