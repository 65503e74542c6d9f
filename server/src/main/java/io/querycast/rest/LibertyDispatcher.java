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
 * Liberty's own dispatcher of HTTP requests, spoken to by name.
 *
 * <p>Filters are asked last: before them Liberty has decoded and mended the path, chosen an
 * application, and answered in HTML what it could not read. The one {@code
 * com.ibm.wsspi.http.WorkClassifier} that is registered it asks before all of that. See
 * docs/adr/0028; the corpus of paths holds Liberty to it.
 */
final class LibertyDispatcher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LibertyDispatcher.class.getName());
  private static final String CLASSIFIER = "com.ibm.wsspi.http.WorkClassifier";

  /**
   * A request that nobody has answered yet.
   *
   * @param method such as {@code GET}
   * @param path as it came, without its query
   * @param isHttps whether the browser is said to speak HTTPS
   */
  record Asked(String method, String path, boolean isHttps) {}

  /**
   * What is said instead of an answer.
   *
   * @param allow the methods that there are, where it is the method that there is not
   */
  record Refusal(Problem problem, Optional<String> allow) {}

  private final Function<Asked, Optional<Refusal>> check;
  private Object registration;

  private LibertyDispatcher(Function<Asked, Optional<Refusal>> check) {
    this.check = check;
  }

  /**
   * Has each request looked at before anything else is done with it.
   *
   * @param ofContainer any object whose class is the container's
   * @param check why a request is refused; then nobody else sees it
   * @throws ReflectiveOperationException where this is not the Liberty that is known here
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

  /** Who goes on with the request: Liberty, or somebody who answers instead. */
  private Executor classify(Object request, Object connection) throws ReflectiveOperationException {
    Asked asked =
        new Asked(
            (String) call(request, "getMethod"),
            (String) call(request, "getURI"),
            HttpsOnly.isHttps(call(connection, "getRemoteProto"))
                || HttpsOnly.isHttps(
                    call(request, "getHeader", String.class, HttpsOnly.FORWARDED)));
    return refusal(asked, connection)
        .<Executor>map(refusal -> task -> refuse(asked, connection, refusal))
        .orElse(null);
  }

  private Optional<Refusal> refusal(Asked asked, Object connection) {
    try {
      Message.check(Inbound.at(connection));
    } catch (Problem problem) {
      return Optional.of(new Refusal(problem, Optional.empty()));
    }
    return check.apply(asked);
  }

  /** Answers and ends the connection: nobody will read what else was sent. */
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
      // Where its body ends is in doubt; else it is let go by, so that the answer is heard.
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
