package io.querycast.push;

import io.querycast.rest.Internals;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The TCP connection beneath a Jakarta socket. That API can neither see what a client sends before
 * the container has kept all of it, nor end a connection whose client does not want to. So this
 * asks Liberty's own objects, by name; see docs/adr/0024. Integration tests hold Liberty to it.
 */
final class Transport {
  private static final Logger LOG = Logger.getLogger(Transport.class.getName());

  /** What Liberty calls its own end of a WebSocket, and the connections beneath it. */
  private static final String READS = "tcpReadContext";

  private final Object link;
  private final Object connection;
  private final Socket socket;

  private Transport(Object link) throws ReflectiveOperationException {
    this.link = link;
    connection = Internals.field(link, "deviceConnLink");
    socket = (Socket) Internals.call(Internals.call(connection, "getSocketIOChannel"), "getSocket");
  }

  /**
   * The connection beneath a socket.
   *
   * @param ear is given what the client has sent, and gives back what the container is to read
   *     instead: whole frames
   * @return null where the container does not let itself be asked; the socket goes on without
   */
  static Transport of(jakarta.websocket.Session session, UnaryOperator<byte[]> ear) {
    try {
      Object own = Internals.call(session, "getSessionImpl");
      Transport transport = new Transport(Internals.field(own, "connLink"));
      transport.listen(ear);
      return transport;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.SEVERE,
          "What clients say on sockets can''t be bounded: {0}",
          e.getClass().getName());
      return null;
    }
  }

  /** Reads no more: the container finds that the client has gone, and closes in peace. */
  void hangUp() {
    try {
      socket.shutdownInput();
    } catch (IOException e) {
      LOG.log(Level.FINE, "A connection was gone before it was ended", e);
    }
  }

  /** Ends the connection as far as the system is concerned: who waits on it waits no longer. */
  void cut() {
    try {
      // What the client has not taken yet would keep the connection in the system for minutes.
      socket.setSoLinger(true, 0);
      socket.shutdownInput();
      socket.shutdownOutput();
    } catch (IOException e) {
      LOG.log(Level.FINE, "A connection was gone before it was cut", e);
    }
  }

  /** Has the container put away what it keeps of the connection, if it has not yet. */
  void close() {
    try {
      Internals.method(connection, "close", 2)
          .invoke(
              connection,
              Internals.field(link, "vConnection"),
              new IOException("The client did not go."));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "A connection was gone before it was closed", e);
    }
  }

  private void listen(UnaryOperator<byte[]> ear) throws ReflectiveOperationException {
    Field reads = Internals.fieldOf(link, READS);
    Object real = reads.get(link);
    reads.set(link, proxy(reads.getType(), new Reads(real, ear)));
  }

  /** Liberty's reads from the connection: each that is asked for is told to the ear first. */
  private static final class Reads implements InvocationHandler {
    private final Object real;
    private final UnaryOperator<byte[]> ear;

    /** Who is told of reads, and who is told instead: the same one each time. */
    private Object told;

    private Object toldInstead;

    Reads(Object real, UnaryOperator<byte[]> ear) {
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
                    if (tell.getName().equals("error")) {
                      news[2] = withoutAddresses((IOException) news[2]);
                    }
                    return call(told, tell, news);
                  });
        }
        arguments[1] = toldInstead;
      }
      return call(real, method, arguments);
    }

    /**
     * The client is told of it, and it names both ends; that it is a timeout is not for clients.
     */
    private static IOException withoutAddresses(IOException error) {
      return error instanceof SocketTimeoutException
          ? error
          : new IOException("The client has ended the connection.");
    }

    private void hear(Object buffer) throws ReflectiveOperationException {
      byte[] bytes = new byte[(int) Internals.call(Internals.call(buffer, "flip"), "remaining")];
      Internals.call(buffer, "get", byte[].class, bytes);
      Internals.call(buffer, "clear");
      Internals.call(buffer, "put", byte[].class, ear.apply(bytes));
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
