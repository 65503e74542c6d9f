package io.querycast.rest;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Breaks off a request's connection, so that nobody takes an answer that fails in its middle for a
 * whole one. The last chunk is never sent, and clients report an error.
 *
 * <p>Servlets can't do this. Liberty ends even an answer whose servlet threw with a last chunk. So
 * this class uses Liberty's own connection, by name, as the container's SPI defines it; see
 * docs/adr/0015. An integration test checks that Liberty still has it.
 */
public final class ConnectionAbort {
  private static final Logger LOG = Logger.getLogger(ConnectionAbort.class.getName());
  private static final String REQUEST = ConnectionAbort.class.getName();

  private ConnectionAbort() {}

  /** Keeps the container's own request, before anything is wrapped around it. */
  public static void remember(ServletRequest request) {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    request.setAttribute(REQUEST, own);
  }

  /**
   * Breaks off the connection.
   *
   * @return false if the container can't; the answer then ends as if it were whole
   */
  public static boolean cut(HttpServletRequest request) {
    try {
      Object own = request.getAttribute(REQUEST);
      Object connection = ask(ask(own, "getIRequest"), "getHttpInboundConnection");
      Object channels = ask(connection, "getVC");
      for (Method method : connection.getClass().getMethods()) {
        if (method.getName().equals("close") && method.getParameterCount() == 2) {
          method.invoke(connection, channels, new IOException("The answer is not whole."));
          return true;
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.SEVERE, "A connection can''t be broken off: {0}", e.getClass().getName());
    }
    return false;
  }

  private static Object ask(Object whom, String what) throws ReflectiveOperationException {
    return whom.getClass().getMethod(what).invoke(whom);
  }
}
