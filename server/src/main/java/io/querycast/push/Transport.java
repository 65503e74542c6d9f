package io.querycast.push;

import io.querycast.rest.Internals;
import io.querycast.rest.TcpLink;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The TCP connection beneath a Jakarta socket. The Jakarta API can't see what a client sends before
 * the container has kept all of it. It also can't end a connection against the client's will. So
 * this class uses Liberty's own objects, by name; see docs/adr/0024. Integration tests check that
 * Liberty still has them.
 */
final class Transport {
  private static final Logger LOG = Logger.getLogger(Transport.class.getName());

  /** Liberty's names for its own end of a WebSocket and for the connections beneath it. */
  private static final String READS = "tcpReadContext";

  private static final String WRITES = "tcpWriteContext";

  /** The first byte of a frame that is a whole message. */
  private static final byte BINARY = (byte) 0x82;

  private static final byte COMPRESSED_TEXT = (byte) 0xC1;

  /** Gets what happens on the client's side before the container does. */
  interface Ear {
    /**
     * Takes what the client has sent.
     *
     * @return what the container reads instead: whole frames
     */
    byte[] hear(byte[] bytes);

    /**
     * Nothing more comes from the client.
     *
     * @param tell tells it to the container, which then closes the connection
     */
    void ended(Runnable tell);
  }

  private final Object link;
  private final Object connection;
  private final Socket socket;

  private Transport(Object link) throws ReflectiveOperationException {
    this.link = link;
    connection = Internals.field(link, "deviceConnLink");
    socket = (Socket) Internals.call(Internals.call(connection, "getSocketIOChannel"), "getSocket");
  }

  /**
   * Returns the connection beneath a socket.
   *
   * @return null if the container gives no access; the socket then works without it
   */
  static Transport of(jakarta.websocket.Session session, Ear ear) {
    try {
      Object own = Internals.call(session, "getSessionImpl");
      Transport transport = new Transport(Internals.field(own, "connLink"));
      transport.listen(ear);
      return transport;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.SEVERE,
          "Messages of clients on sockets can''t be limited: {0}",
          e.getClass().getName());
      return null;
    }
  }

  /**
   * Makes binary messages go out as compressed texts. The container knows no compression, and would
   * mark such a text wrong; nobody sends it a binary message for another reason.
   *
   * @return false if the container gives no access
   */
  boolean compresses() {
    try {
      Object writer = Internals.field(link, "linkWrite");
      Field writes = Internals.fieldOf(writer, WRITES);
      Object real = writes.get(writer);
      writes.set(
          writer,
          proxy(
              writes.getType(),
              (unused, method, arguments) -> {
                if (method.getName().equals("setBuffers") && arguments[0] != null) {
                  mark(Array.get(arguments[0], 0));
                }
                return call(real, method, arguments);
              }));
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.SEVERE, "Messages can''t be compressed: {0}", e.getClass().getName());
      return false;
    }
  }

  /**
   * @param start the container's buffer with the first bytes of a frame
   */
  private static void mark(Object start) throws ReflectiveOperationException {
    Object first = Internals.call(start, "get", int.class, 0);
    if (first.equals(BINARY)) {
      Internals.method(start, "put", int.class, byte.class).invoke(start, 0, COMPRESSED_TEXT);
    }
  }

  /** Stops reading. The container sees that the client has gone, and closes quietly. */
  void hangUp() {
    try {
      socket.shutdownInput();
    } catch (IOException e) {
      LOG.log(Level.FINE, "A connection was gone before it was ended", e);
    }
  }

  /** Ends the connection, whatever the client does. */
  void cut() {
    TcpLink.cut(connection);
  }

  /** Makes the container put away what it still keeps of the connection. */
  void close() {
    try {
      Internals.method(connection, "close", 2)
          .invoke(
              connection,
              Internals.field(link, "vConnection"),
              new IOException("The client did not close the connection."));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "A connection was gone before it was closed", e);
    }
  }

  private void listen(Ear ear) throws ReflectiveOperationException {
    Field reads = Internals.fieldOf(link, READS);
    Object real = reads.get(link);
    reads.set(link, proxy(reads.getType(), new Reads(real, ear)));
  }

  /** Liberty's reads from the connection. Each read is shown to the ear first. */
  private static final class Reads implements InvocationHandler {
    private final Object real;
    private final Ear ear;

    /** Liberty's callback for reads, and the callback in its place: the same one each time. */
    private Object told;

    private Object toldInstead;

    Reads(Object real, Ear ear) {
      this.real = real;
      this.ear = ear;
    }

    @Override
    public Object invoke(Object reads, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("read") && arguments.length == 4 && arguments[1] != null) {
        if (arguments[1] != told) {
          told = arguments[1];
          toldInstead =
              proxy(
                  method.getParameterTypes()[1],
                  (unused, tell, news) -> {
                    if (tell.getName().equals("complete")) {
                      hear(Internals.call(real, "getBuffer"));
                    }
                    if (news != null && news.length > 1) {
                      news[1] = reads;
                    }
                    if (tell.getName().equals("error")
                        && !(news[2] instanceof SocketTimeoutException)) {
                      ear.ended(() -> error(tell, news));
                      return null;
                    }
                    return call(told, tell, news);
                  });
        }
        arguments[1] = toldInstead;
      }
      return call(real, method, arguments);
    }

    /**
     * The client is told the error's message, which would name both ends. A timeout goes another
     * way: it is no end, and the container waits for it.
     */
    private void error(Method tell, Object[] news) {
      news[2] = new IOException("The client has ended the connection.");
      try {
        tell.invoke(told, news);
      } catch (ReflectiveOperationException e) {
        LOG.log(Level.FINE, "The end of a connection could not be told", e);
      }
    }

    private void hear(Object buffer) throws ReflectiveOperationException {
      byte[] bytes = new byte[(int) Internals.call(Internals.call(buffer, "flip"), "remaining")];
      Internals.call(buffer, "get", byte[].class, bytes);
      Internals.call(buffer, "clear");
      Internals.call(buffer, "put", byte[].class, ear.hear(bytes));
    }
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static Object call(Object whom, Method what, Object[] arguments) throws Throwable {
    try {
      return what.invoke(whom, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
