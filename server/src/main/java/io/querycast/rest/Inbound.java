package io.querycast.rest;

import static io.querycast.rest.Internals.call;
import static io.querycast.rest.Internals.field;
import static io.querycast.rest.Internals.method;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The connection that a request came over, as the container has it.
 *
 * <p>Servlets see only what the container made of a message. What it left out, joined together or
 * read leniently is gone by then. So this class asks Liberty's own connection, by name, for the
 * original bytes; see docs/adr/0031. An integration test checks that Liberty still has them. A
 * request without its bytes is refused.
 */
final class Inbound {
  private static final Logger LOG = Logger.getLogger(Inbound.class.getName());

  /** How much is read at once. */
  private static final int PIECE = 8192;

  /** How long a piece may take. {@link BodyReader} limits the whole. */
  private static final int PATIENCE_MILLISECONDS = 10_000;

  /** Liberty's context of the present message on the connection. */
  private final Object context;

  private Inbound(Object context) {
    this.context = context;
  }

  /**
   * Returns the connection of a request.
   *
   * @throws Problem if the container can't be asked
   */
  static Inbound of(ServletRequest request) {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    try {
      return at(call(call(own, "getIRequest"), "getHttpInboundConnection"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /**
   * Returns the connection of a request that has just come.
   *
   * @param dispatcher the container's object for it
   * @throws Problem if the container can't be asked
   */
  static Inbound at(Object dispatcher) {
    try {
      return new Inbound(call(call(dispatcher, "getHttpInboundLink2"), "getHTTPContext"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /**
   * Returns the message's first line and fields, up to the empty line, which is included, byte for
   * byte.
   *
   * @throws Problem if the container can't be asked, or does not have them all
   */
  byte[] head() {
    try {
      Object message = call(context, "getRequest");
      Object[] buffers = (Object[]) field(message, "parseBuffers");
      int last = (int) field(message, "parseIndex");
      int end = (int) field(message, "eohPosition");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int i = 0; i <= last; i++) {
        int limit = i == last ? end : (int) call(buffers[i], "limit");
        bytes.write(between(buffers[i], 0), 0, limit);
      }
      // What stands before it in the first buffer belongs to the request before.
      long size = (long) field(context, "incomingMsgSize") - announced();
      byte[] all = bytes.toByteArray();
      byte[] head = new byte[Math.toIntExact(size)];
      System.arraycopy(all, all.length - head.length, head, 0, head.length);
      return head;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** Replaces what was sent under a field's name. */
  void set(String name, String value) {
    try {
      Object message = call(context, "getRequest");
      method(message, "setHeader", String.class, String.class).invoke(message, name, value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** Returns what has come after the head so far. */
  byte[] waiting() {
    try {
      Object buffer = call(context, "getReadBuffer");
      return buffer == null ? new byte[0] : between(buffer, (int) call(buffer, "position"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** Gets the bytes that come. */
  interface Ear {
    void came(byte[] bytes);

    /** No more bytes come. */
    void failed(IOException why);
  }

  /**
   * Gives the next bytes of the connection to the ear when they come. No thread waits for them.
   * Call it only after {@link #last()}, because the container does not learn of these bytes.
   */
  void next(Ear ear) {
    try {
      call(context, "setupJITRead", int.class, PIECE);
      Object reading = call(call(context, "getTSC"), "getReadInterface");
      Method read = method(reading, "read", 4);
      Class<?> callback = read.getParameterTypes()[1];
      read.invoke(
          reading,
          1L,
          Proxy.newProxyInstance(
              callback.getClassLoader(),
              new Class<?>[] {callback},
              (proxy, method, arguments) -> hear(reading, ear, method, arguments)),
          true,
          PATIENCE_MILLISECONDS);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  private Object hear(Object reading, Ear ear, Method method, Object[] arguments)
      throws ReflectiveOperationException {
    switch (method.getName()) {
      case "complete" -> ear.came(take(reading));
      case "error" -> ear.failed((IOException) arguments[2]);
      default -> throw new NoSuchMethodException(method.getName());
    }
    return null;
  }

  private byte[] take(Object reading) throws ReflectiveOperationException {
    Object buffer = call(reading, "getBuffer");
    call(buffer, "flip");
    byte[] bytes = between(buffer, 0);
    call(buffer, "release");
    return bytes;
  }

  /** Makes the connection end after the answer to this request and the rest of its body. */
  void ends() {
    try {
      call(context, "setPersistent", boolean.class, false);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** Makes the container read nothing more from this connection, which ends with the answer. */
  void last() {
    ends();
    try {
      call(context, "setBodyComplete");
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** The length that the message announces for its body. The container counts it in advance. */
  private long announced() throws ReflectiveOperationException {
    return Math.max(0, (long) call(call(context, "getRequest"), "getContentLength"));
  }

  /** Returns the bytes of a buffer from a place to its limit. The buffer stays as it was. */
  private static byte[] between(Object buffer, int start) throws ReflectiveOperationException {
    int position = (int) call(buffer, "position");
    byte[] bytes = new byte[(int) call(buffer, "limit") - start];
    call(buffer, "position", int.class, start);
    call(buffer, "get", byte[].class, bytes);
    call(buffer, "position", int.class, position);
    return bytes;
  }

  private static Problem unknown(Exception why) {
    LOG.log(Level.SEVERE, "A message''s head can''t be read: {0}", why.getClass().getName());
    return new Problem(ErrorCode.MESSAGE_INVALID, "The server can't read this message.");
  }
}
