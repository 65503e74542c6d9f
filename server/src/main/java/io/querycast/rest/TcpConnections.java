package io.querycast.rest;

import java.util.List;
import java.util.function.Predicate;

/** The TCP connections that browsers and other clients have opened to this node. */
interface TcpConnections {
  /** Returns the connections in the wanted phases, as they are now. */
  List<TcpConnection> all(Predicate<TcpConnection.Phase> wanted);

  /** Whether no more connections are accepted, because the server stops. */
  boolean isEnding();
}
