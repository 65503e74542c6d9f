package io.querycast.bench.sockets;

import java.util.List;

/** A server that is measured. */
interface Rival extends AutoCloseable {
  String name();

  Measured measured();

  /** What lives in it after a collection, in bytes. */
  long live() throws Exception;

  /** Opens so many sockets, each told something or at least let in. */
  List<CrowdTab> open(Crowd crowd, int count) throws Exception;

  /** Has so many messages of about so many bytes sent, over the sockets that are open; waits. */
  void send(Crowd crowd, List<CrowdTab> tabs, int each, int size) throws Exception;

  @Override
  void close();
}
