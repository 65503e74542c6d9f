package io.querycast.rest;

import static io.querycast.rest.Internals.call;
import static io.querycast.rest.Internals.method;

import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Liberty's own dispatcher of HTTP requests, used by name.
 *
 * <p>Filters run last. Before them Liberty has decoded and repaired the path, chosen an
 * application, and answered in HTML what it could not read. Before all of that it asks one
 * registered {@code com.ibm.wsspi.http.WorkClassifier}. See docs/adr/0028. The tests with the
 * corpus of paths check that Liberty still does so.
 */
final class LibertyDispatcher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LibertyDispatcher.class.getName());
  private static final String CLASSIFIER = "com.ibm.wsspi.http.WorkClassifier";

  /**
   * A request without an answer yet.
   *
   * @param method such as {@code GET}
   * @param path as it came, without its query
   * @param port the server's port to which it came
   * @param isHttps whether the browser is said to use HTTPS
   */
  record Asked(String method, String path, int port, boolean isHttps) {}

  /**
   * The refusal that is sent as the answer.
   *
   * @param allow the methods that exist, if the request's method does not exist
   */
  record Refusal(Problem problem, Optional<String> allow) {}

  private final Function<Asked, Optional<Refusal>> check;
  private Object registration;

  private LibertyDispatcher(Function<Asked, Optional<Refusal>> check) {
    this.check = check;
  }

  /**
   * Makes Liberty show each request to the check before it does anything else with it.
   *
   * @param ofContainer any object whose class is the container's
   * @param check returns why a request is refused; nobody else then sees the request
   * @throws ReflectiveOperationException if this version of Liberty is not known here
   */
  @SuppressWarnings("JdkObsolete") // OSGi takes a Hashtable
  static LibertyDispatcher of(Object ofContainer, Function<Asked, Optional<Refusal>> check)
      throws ReflectiveOperationException {
    LibertyDispatcher dispatcher = new LibertyDispatcher(check);
    ClassLoader loader = ofContainer.getClass().getClassLoader();
    Object classifier =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {loader.loadClass(CLASSIFIER)},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "classify" -> dispatcher.classify(arguments[0], arguments[1]);
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(dispatcher);
                  default -> LibertyDispatcher.class.getName();
                });
    Object bundle = call(call(loader, "getBundle"), "getBundleContext");
    dispatcher.registration =
        method(bundle, "registerService", String.class, Object.class, Dictionary.class)
            .invoke(bundle, CLASSIFIER, classifier, new Hashtable<String, Object>());
    return dispatcher;
  }

  @Override
  public void close() {
    try {
      call(registration, "unregister");
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.FINE, "Liberty has forgotten it before", e);
    }
  }

  /**
   * Returns who runs Liberty's task for the request: null for Liberty itself. A refusal does not
   * run it.
   */
  private Executor classify(Object request, Object connection) throws ReflectiveOperationException {
    Asked asked =
        new Asked(
            (String) call(request, "getMethod"),
            (String) call(request, "getURI"),
            (int) call(connection, "getLocalPort"),
            HttpsOnly.isHttps(call(connection, "getRemoteProto"))
                || HttpsOnly.isHttps(
                    call(request, "getHeader", String.class, HttpsOnly.FORWARDED)));
    Optional<Refusal> refusal = refusal(asked, connection);
    if (refusal.isPresent()) {
      return task -> refuse(asked, connection, refusal.get());
    }
    boolean mayBecomeSocket = call(request, "getHeader", String.class, "Upgrade") != null;
    return mayBecomeSocket ? new RequestFirst() : null;
  }

  private Optional<Refusal> refusal(Asked asked, Object connection) {
    try {
      Message.check(Inbound.at(connection));
    } catch (Problem problem) {
      return Optional.of(new Refusal(problem, Optional.empty()));
    }
    return check.apply(asked);
  }

  /** Answers and ends the connection. No further request on it is read. */
  private static void refuse(Asked asked, Object connection, Refusal refusal) {
    Problem problem = refusal.problem();
    byte[] body = problem.toJson().toString().getBytes(StandardCharsets.UTF_8);
    Exception fault = null;
    try {
      Object response = call(connection, "getResponse");
      if (asked.isHttps()) {
        set(response, HttpsOnly.HEADER, HttpsOnly.VALUE);
      }
      call(response, "setStatus", int.class, problem.code().status());
      set(response, "Content-Type", Problem.MEDIA_TYPE);
      set(response, "Connection", "close");
      if (refusal.allow().isPresent()) {
        set(response, "Allow", refusal.allow().get());
      }
      call(response, "setContentLength", long.class, (long) body.length);
      if (!asked.method().equals("HEAD")) {
        ((OutputStream) call(response, "getBody")).write(body);
      }
    } catch (Exception e) {
      fault = e;
    }
    if (problem.code() == ErrorCode.MESSAGE_INVALID) {
      // The end of its body is in doubt. In other cases the body is read and dropped, so that the
      // client gets the answer.
      Inbound.at(connection).last();
    }
    try {
      call(connection, "finish", Exception.class, fault);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "A refusal can''t be ended: {0}", e.getClass().getName());
    }
  }

  private static void set(Object response, String header, String value)
      throws ReflectiveOperationException {
    method(response, "setHeader", String.class, String.class).invoke(response, header, value);
  }
}
