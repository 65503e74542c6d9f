package io.querycast.rest;

import java.io.IOException;
import java.net.Socket;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Ends one of Liberty's own TCP connections, by name; see docs/adr/0032. */
public final class TcpLink {
  private static final Logger LOG = Logger.getLogger(TcpLink.class.getName());

  /** The value that makes Liberty fail every later write. */
  private static final int ABORT = -3;

  private TcpLink() {}

  /**
   * Ends the connection in the operating system, so that nothing waits on it any longer. What is
   * written later fails at once: a thread that writes to a connection that Liberty has closed would
   * wait forever.
   *
   * <p>Liberty's own call ends only a write that waits already. A thread that is about to wait
   * would miss it, and Liberty refuses to be called again.
   *
   * @param link Liberty's end of the connection
   */
  public static void cut(Object link) {
    try {
      Object writer = Internals.call(link, "getWriteInterface");
      Internals.method(writer, "write", long.class, int.class).invoke(writer, 1L, ABORT);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "A connection was gone, or cut, before its writes were ended", e);
    }
    try {
      Object channel = Internals.call(link, "getSocketIOChannel");
      Socket socket = (Socket) Internals.call(channel, "getSocket");
      // Data that the client has not taken would keep the connection in the system for minutes.
      socket.setSoLinger(true, 0);
      socket.shutdownInput();
      socket.shutdownOutput();
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "A connection was gone before it was cut", e);
    }
  }

  /** Whether the connection has been cut before. */
  static boolean isCut(Object link) throws ReflectiveOperationException {
    return (boolean) Internals.field(Internals.call(link, "getWriteInterface"), "aborted");
  }
}
