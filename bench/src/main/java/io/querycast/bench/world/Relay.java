package io.querycast.bench.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy between the server and its queues. It notes when the server received a completion, which
 * cannot be seen otherwise from outside.
 */
public final class Relay implements AutoCloseable {
  /** The job's name in an event. The event is JSON within JSON. */
  private static final Pattern STATEMENT =
      Pattern.compile("statementName\\\\*\"\\s*:\\s*\\\\*\"([^\"\\\\]+)");

  private final HttpServer front;
  private final URI behind;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LongAdder passed = new LongAdder();
  private final Map<String, Long> handed = new ConcurrentHashMap<>();

  private Relay(HttpServer front, URI behind) {
    this.front = front;
    this.behind = behind;
  }

  static Relay to(URI behind) throws IOException {
    // Sent at once, not only when there is more to send.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer front =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    Relay relay = new Relay(front, behind);
    front.createContext("/", relay::pass);
    front.setExecutor(relay.threads);
    front.start();
    return relay;
  }

  URI address() {
    return URI.create("http://localhost:" + front.getAddress().getPort());
  }

  /**
   * When the server received the completion of a job, by {@link System#nanoTime}; empty before
   * that.
   */
  public OptionalLong handedAt(String job) {
    Long nanos = handed.get(job);
    return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /** How many requests it has passed on. */
  long passed() {
    return passed.sum();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      passed.increment();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
              .POST(
                  HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      for (String name :
          new String[] {
            "Content-Type", "X-Amz-Target", "x-amzn-query-mode", "X-Amz-Date", "Authorization"
          }) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.header(name, value);
        }
      }
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      answer
          .headers()
          .firstValue("x-amzn-query-error")
          .ifPresent(error -> exchange.getResponseHeaders().set("x-amzn-query-error", error));
      byte[] body = answer.body();
      note(new String(body, StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(String body) {
    Matcher matcher = STATEMENT.matcher(body);
    while (matcher.find()) {
      handed.putIfAbsent(matcher.group(1), System.nanoTime());
    }
  }

  @Override
  public void close() {
    front.stop(0);
    threads.shutdownNow();
  }
}
