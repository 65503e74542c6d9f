package io.querycast.rest;

import java.util.List;
import java.util.function.Predicate;

/** The TCP connections that browsers and other clients have opened to this node. */
interface TcpConnections {
  /** Those of the phases that are asked for, as they are now. */
  List<TcpConnection> all(Predicate<TcpConnection.Phase> wanted);

  /** Whether no more are accepted, for the server ends. */
  boolean isEnding();
}
