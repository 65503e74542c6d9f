package io.querycast.local.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The routes {@code $connect} and {@code $disconnect}: HTTP proxy integrations, which pass the
 * client's headers on and add what the server needs to know.
 */
final class Integration {
  private static final String PATH = "/api/door/";

  /** The longest that API Gateway waits for an integration. */
  private static final Duration PATIENCE = Duration.ofSeconds(29);

  private static final String PROTOCOL = "Sec-WebSocket-Protocol";

  /** Headers of the client that do not go to the server: those of one connection, and ours. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "host",
          "connection",
          "upgrade",
          "content-length",
          "transfer-encoding",
          "expect",
          "keep-alive",
          "te",
          "trailer",
          "user-agent",
          "x-forwarded-for");

  private static final String OURS = "x-querycast-";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI server;
  private final String secret;
  private final BooleanSupplier loses;

  /**
   * What the server answers to {@code $connect}.
   *
   * @param status 200 if it accepts the connection
   * @param protocol the sub-protocol that it chose; an empty text for none
   */
  record Verdict(int status, String protocol) {}

  /**
   * @param loses whether the news of an end is lost this time
   */
  Integration(URI server, String secret, BooleanSupplier loses) {
    this.server = server;
    this.secret = secret;
    this.loses = loses;
  }

  /**
   * Asks the server about a new connection, and waits for its answer. If there is none, the status
   * is API Gateway's own: 504 after the longest wait, else 502.
   */
  Verdict connect(Client client) throws InterruptedException {
    try {
      HttpRequest.Builder request = request("connect", client);
      client
          .headers()
          .forEach(
              header -> {
                if (isPassedOn(header.getName()) && header.getValue() != null) {
                  request.header(header.getName(), header.getValue());
                }
              });
      request
          .header("X-Forwarded-For", client.address())
          .header("X-Querycast-Protocols", client.header(PROTOCOL))
          .header("X-Querycast-Origin", client.header("Origin"));
      HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
      return new Verdict(
          answer.statusCode(), answer.headers().firstValue(PROTOCOL).orElse("").strip());
    } catch (HttpTimeoutException e) {
      return new Verdict(504, "");
    } catch (IOException e) {
      return new Verdict(502, "");
    } catch (IllegalArgumentException e) {
      // A header that HTTP does not know can't be passed on.
      return new Verdict(400, "");
    }
  }

  /** Tells the server that a connection has ended: once, and whether or not it hears. */
  void disconnect(Client client) {
    if (loses.getAsBoolean()) {
      return;
    }
    CompletableFuture<?> unused =
        http.sendAsync(request("disconnect", client).build(), BodyHandlers.discarding());
  }

  private HttpRequest.Builder request(String route, Client client) {
    return HttpRequest.newBuilder(server.resolve(PATH + route))
        .timeout(PATIENCE)
        .POST(HttpRequest.BodyPublishers.noBody())
        .header("User-Agent", "AmazonAPIGateway_local")
        .header("X-Querycast-Connection", client.id())
        .header("X-Querycast-Secret", secret);
  }

  private static boolean isPassedOn(String name) {
    String header = name.toLowerCase(Locale.ROOT);
    return !NOT_PASSED_ON.contains(header) && !header.startsWith(OURS);
  }
}
