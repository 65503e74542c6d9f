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
 * <p>Servlets are told what the container made of a message: what it left out, folded together or
 * read leniently is gone by then. So this asks Liberty's own connection, by name, for the bytes as
 * they came; see docs/adr/0031. An integration test holds Liberty to it, and a request whose bytes
 * can't be had is refused.
 */
final class Inbound {
  private static final Logger LOG = Logger.getLogger(Inbound.class.getName());

  /** How much is read at once. */
  private static final int PIECE = 8192;

  /** How long a piece may take; {@link BodyReader} bounds the whole. */
  private static final int PATIENCE_MILLISECONDS = 10_000;

  /** Liberty's context of the connection's present message. */
  private final Object context;

  private Inbound(Object context) {
    this.context = context;
  }

  /**
   * The connection of a request.
   *
   * @throws Problem where the container can't be asked
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
   * The connection of a request that has just come.
   *
   * @param dispatcher what the container has for it
   * @throws Problem where the container can't be asked
   */
  static Inbound at(Object dispatcher) {
    try {
      return new Inbound(call(call(dispatcher, "getHttpInboundLink2"), "getHTTPContext"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /**
   * The message's first line and fields, up to and with the empty line, byte for byte.
   *
   * @throws Problem where the container can't be asked, or does not have them all
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
      // What came before it in the first buffer belongs to the request before.
      long size = (long) field(context, "incomingMsgSize") - announced();
      byte[] all = bytes.toByteArray();
      byte[] head = new byte[Math.toIntExact(size)];
      System.arraycopy(all, all.length - head.length, head, 0, head.length);
      return head;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** Puts a field in place of what was sent under its name. */
  void set(String name, String value) {
    try {
      Object message = call(context, "getRequest");
      method(message, "setHeader", String.class, String.class).invoke(message, name, value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** What has come behind the head, up to now. */
  byte[] waiting() {
    try {
      Object buffer = call(context, "getReadBuffer");
      return buffer == null ? new byte[0] : between(buffer, (int) call(buffer, "position"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** Who is told what comes. */
  interface Ear {
    void came(byte[] bytes);

    /** Nothing comes any more. */
    void failed(IOException why);
  }

  /**
   * Tells what comes next over the connection, when it comes: no thread waits for it. To be asked
   * after {@link #last()} alone, for the container is not told of it.
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

  /** The connection ends with the answer to this request, and the rest of its body. */
  void ends() {
    try {
      call(context, "setPersistent", boolean.class, false);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** The container reads nothing more from this connection: it ends with the answer. */
  void last() {
    ends();
    try {
      call(context, "setBodyComplete");
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unknown(e);
    }
  }

  /** What a message has said that its body will be; the container counts it in beforehand. */
  private long announced() throws ReflectiveOperationException {
    return Math.max(0, (long) call(call(context, "getRequest"), "getContentLength"));
  }

  /** The bytes of a buffer from a place to its limit, which stays as it was. */
  private static byte[] between(Object buffer, int start) throws ReflectiveOperationException {
    int position = (int) call(buffer, "position");
    byte[] bytes = new byte[(int) call(buffer, "limit") - start];
    call(buffer, "position", int.class, start);
    call(buffer, "get", byte[].class, bytes);
    call(buffer, "position", int.class, position);
    return bytes;
  }

  private static Problem unknown(Exception why) {
    LOG.log(Level.SEVERE, "A message''s head can''t be looked at: {0}", why.getClass().getName());
    return new Problem(ErrorCode.MESSAGE_INVALID, "The server can't read this message.");
  }
}
