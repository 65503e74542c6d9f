package io.querycast.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The one address: it routes pages by path and services by {@code X-Amz-Target}, and applies
 * faults.
 */
final class Front implements AutoCloseable {
  static {
    // Without this the JDK's server sends an answer in two packets, with 40 ms between them.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Longer than Amazon's clients keep an idle connection: else they would send on a closed one.
    System.setProperty("sun.net.httpserver.idleInterval", "300");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
  }

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

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Faults faults;
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Map<String, Backend> backends = new LinkedHashMap<>();
  private final Set<String> origins;
  private final Set<String> openToPages = new HashSet<>();
  private S3 s3;

  /**
   * Binds the port, so that a second local cloud fails at once; {@link #open} begins to answer.
   *
   * @param origins of the pages that may ask for what is open to pages
   * @throws IOException if the port is taken
   */
  Front(int port, Set<String> origins, Faults faults) throws IOException {
    this.origins = origins;
    this.faults = faults;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
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

  void open() {
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request head = Request.head(exchange);
      if (isForS3(head) && refusal(head).isEmpty()) {
        answerByS3(head, exchange);
        return;
      }
      Request request = head.withBody(exchange);
      Optional<Answer> answer = refusal(request);
      if (answer.isEmpty()) {
        answer = answer(request);
      }
      if (answer.isPresent()) {
        if (isReadByPages(request)) {
          Origins.headers(request).forEach(exchange.getResponseHeaders()::set);
        }
        send(exchange, answer.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerByS3(Request head, HttpExchange exchange)
      throws IOException, InterruptedException {
    try {
      s3.answer(head, exchange);
    } catch (IOException | RuntimeException e) {
      System.err.println("The local S3 failed on " + head.uri() + ": " + e);
      boolean begun = exchange.getResponseCode() >= 0;
      if (!begun) {
        send(exchange, Answer.text(500, "The local cloud failed: see its log."));
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
                  + " Cognito."));
    }
    return Optional.empty();
  }

  /** Whether one of Querycast's pages sends it, and may read the answer. */
  private boolean isReadByPages(Request request) {
    // A preflight does not name the service.
    boolean isPreflight = request.method().equals("OPTIONS") && request.uri().getPath().equals("/");
    return Origins.isFromPage(request)
        && origins.contains(request.header("Origin"))
        && (isPreflight || openToPages.contains(service(request)));
  }

  private boolean isForS3(Request request) {
    return s3 != null
        && service(request).isEmpty()
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

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
