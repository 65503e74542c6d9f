package io.querycast.bench.sockets;

import java.util.List;

/** A server that is measured. */
interface Rival extends AutoCloseable {
  String name();

  Measured measured();

  /** The bytes in use in it after a garbage collection. */
  long live() throws Exception;

  /** Opens so many sockets. Each has received a message, or at least its handshake is done. */
  List<CrowdTab> open(Crowd crowd, int count) throws Exception;

  /**
   * Makes the server send so many messages of about so many bytes over the open sockets, and waits
   * for them.
   */
  void send(Crowd crowd, List<CrowdTab> tabs, int each, int size) throws Exception;

  @Override
  void close();
}
