package io.querycast.local;

import io.querycast.local.gateway.Gateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The one address: it routes pages and API Gateway by path, other services by {@code X-Amz-Target},
 * and applies faults.
 */
final class Front implements AutoCloseable {
  /** Longer than Amazon's clients keep an idle connection: else they would send on a closed one. */
  private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(5);

  /** Each request has a thread, also while it waits for its answer. */
  private static final int THREADS = 4000;

  private static final int WAITING_CONNECTIONS = 1024;

  /** An address that was signed in advance holds a token of some kilobytes. */
  private static final int HEAD_BYTES = 64 * 1024;

  /** Says that a request can't be understood, from any depth of the code; the message says why. */
  static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message) {
      super(message);
    }
  }

  /** Answers one of the local cloud's own paths. */
  interface Page {
    Answer answer(Request request) throws IOException;
  }

  private final Server server = new Server(new QueuedThreadPool(THREADS));
  private final Faults faults;
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Map<String, Backend> backends = new LinkedHashMap<>();
  private final Set<String> origins;
  private final Set<String> openToPages = new HashSet<>();
  private S3 s3;
  private Gateway gateway;
  private Backend connections;

  /**
   * Binds the port, so that a second local cloud fails at once; {@link #open} begins to answer.
   *
   * @param origins of the pages that may ask for what is open to pages
   * @throws IOException if the port is taken
   */
  Front(int port, Set<String> origins, Faults faults) throws IOException {
    this.origins = origins;
    this.faults = faults;
    server.addConnector(connector(port));
    server.setErrorHandler(Front::refuse);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(
              org.eclipse.jetty.server.Request request, Response response, Callback callback)
              throws IOException {
            serve(request, response, callback);
            return true;
          }
        });
  }

  /** Answers what is no HTTP. The server closes the connection after it, so it is said before. */
  private static boolean refuse(
      org.eclipse.jetty.server.Request request, Response response, Callback callback)
      throws IOException {
    Exchange exchange = new Exchange(request, response);
    exchange.header("Connection", "close");
    exchange.send(Answer.text(response.getStatus(), "The local cloud can't read the request."));
    callback.succeeded();
    return true;
  }

  private ServerConnector connector(int port) throws IOException {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEAD_BYTES);
    // Keys of S3 may hold anything; what is odd about a path S3 itself decides.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    ServerConnector connector =
        new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.open(
        ServerSocketChannel.open()
            .bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                WAITING_CONNECTIONS));
    return connector;
  }

  Front page(String path, Page page) {
    pages.put(path, page);
    return this;
  }

  /**
   * @param prefix of {@code X-Amz-Target}, up to its dot
   */
  Front service(String prefix, Backend backend) {
    backends.put(prefix, backend);
    return this;
  }

  /**
   * Adds a service that Querycast's pages may ask too.
   *
   * @param prefix of {@code X-Amz-Target}, up to its dot
   */
  Front serviceForPages(String prefix, Backend backend) {
    openToPages.add(prefix);
    return service(prefix, backend);
  }

  /** Adds S3, which has paths and no targets. */
  Front s3(S3 service) {
    s3 = service;
    return this;
  }

  /** Adds API Gateway, which has paths and no targets. */
  Front gateway(Gateway service) {
    gateway = service;
    connections = new Connections(service);
    service.joins(server);
    return this;
  }

  void open() {
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("The front can't start: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The front can't end.", e);
    }
  }

  private void serve(org.eclipse.jetty.server.Request request, Response response, Callback callback)
      throws IOException {
    Exchange exchange = new Exchange(request, response);
    try {
      Request head = Request.head(request);
      if (isForSocket(head) && refusal(head).isEmpty()) {
        gateway.open(request, response, callback);
        return;
      }
      serve(head, exchange);
    } catch (BadRequest e) {
      exchange.send(Answer.text(400, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    callback.succeeded();
  }

  private void serve(Request head, Exchange exchange) throws IOException, InterruptedException {
    if (isForS3(head) && refusal(head).isEmpty()) {
      answerByS3(head, exchange);
      return;
    }
    Request request = head.withBody(exchange.body());
    Optional<Answer> answer = refusal(request);
    if (answer.isEmpty()) {
      answer = answer(request);
    }
    if (answer.isEmpty()) {
      exchange.cut();
      return;
    }
    if (isReadByPages(request)) {
      Origins.headers(request).forEach(exchange::header);
    }
    exchange.send(answer.get());
  }

  private void answerByS3(Request head, Exchange exchange)
      throws IOException, InterruptedException {
    try {
      s3.answer(head, exchange);
    } catch (IOException | RuntimeException e) {
      System.err.println("The local S3 failed on " + head.uri() + ": " + e);
      if (exchange.isBegun()) {
        exchange.cut();
      } else {
        exchange.send(Answer.text(500, "The local cloud failed: see its log."));
      }
    }
  }

  /** Refuses what another site's page asks for in this machine's browser; empty for all else. */
  private Optional<Answer> refusal(Request request) {
    if (!Origins.isForThisMachine(request)) {
      return Optional.of(Answer.text(403, "Ask the local cloud as localhost."));
    }
    if (Origins.isFromPage(request) && !isReadByPages(request)) {
      return Optional.of(
          Answer.text(
              403,
              "Only a page that QUERYCAST_LOCAL_PAGES names may ask the local cloud, and only for"
                  + " Cognito and API Gateway's socket."));
    }
    return Optional.empty();
  }

  /** Whether one of Querycast's pages sends it, and may read the answer. */
  private boolean isReadByPages(Request request) {
    // A preflight does not name the service.
    boolean isPreflight = request.method().equals("OPTIONS") && request.uri().getPath().equals("/");
    return Origins.isFromPage(request)
        && origins.contains(request.header("Origin"))
        && (isPreflight || isForSocket(request) || openToPages.contains(service(request)));
  }

  private boolean isForSocket(Request request) {
    return gateway != null && request.uri().getPath().equals(Gateway.SOCKET);
  }

  private boolean isForGateway(Request request) {
    return gateway != null && request.uri().getPath().startsWith(Gateway.PATHS);
  }

  private boolean isForS3(Request request) {
    return s3 != null
        && service(request).isEmpty()
        && !isForGateway(request)
        && !pages.containsKey(request.uri().getPath())
        && s3.isFor(request);
  }

  private static String service(Request request) {
    String target = request.header("X-Amz-Target");
    return target.substring(0, Math.max(0, target.indexOf('.')));
  }

  /** Empty if a fault cuts the answer off. */
  private Optional<Answer> answer(Request request) throws InterruptedException {
    try {
      if (request.method().equals("OPTIONS")) {
        return Optional.of(new Answer(204, Map.of(), new byte[0]));
      }
      Page page = pages.get(request.uri().getPath());
      if (page != null) {
        return Optional.of(page.answer(request));
      }
      Backend backend = backend(request);
      if (backend == null) {
        return Optional.of(
            Answer.text(
                404, "There is nothing at this address. X-Amz-Target names the AWS service."));
      }
      return through(backend, request);
    } catch (BadRequest e) {
      return Optional.of(Answer.text(400, e.getMessage()));
    } catch (IOException | RuntimeException | Error e) {
      System.err.println("The local cloud failed on " + request.header("X-Amz-Target") + ": " + e);
      return Optional.of(
          Answer.aws(new AwsError(500, "InternalFailure", "The local cloud failed: see its log.")));
    }
  }

  private Backend backend(Request request) {
    if (isForGateway(request)) {
      return connections;
    }
    if (!service(request).isEmpty()) {
      return backends.get(service(request));
    }
    // Older clients of SQS send a form and no target.
    boolean form = request.header("Content-Type").startsWith("application/x-www-form-urlencoded");
    return form ? backends.get("AmazonSQS") : null;
  }

  private Optional<Answer> through(Backend backend, Request request)
      throws IOException, InterruptedException {
    String name = backend.name();
    Faults.Fate fate = faults.call(name);
    TimeUnit.MILLISECONDS.sleep(fate.delay().toMillis());
    if (fate.throttled()) {
      return Optional.of(Outage.throttled(name));
    }
    if (fate.broken() || faults.isErrorFor(name, request.body())) {
      return Optional.of(Outage.broken(name));
    }
    Answer answer = backend.answer(request);
    return fate.cutOff() ? Optional.empty() : Optional.of(answer);
  }
}
