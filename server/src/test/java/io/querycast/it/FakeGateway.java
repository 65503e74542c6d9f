package io.querycast.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.querycast.CloudProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A gateway without sockets: it asks a server about connections, and takes what the server has to
 * say to them.
 */
final class FakeGateway implements AutoCloseable {
  static final String SECRET = "only the gateway and the nodes know this";

  private static final String CALLS = "/@connections/";

  private final HttpServer http;
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final Map<String, List<JsonObject>> told = new ConcurrentHashMap<>();

  FakeGateway() throws IOException {
    http =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), CloudProcess.freePort()), 0);
    http.setExecutor(Executors.newCachedThreadPool());
    http.createContext("/", this::answer);
    http.start();
  }

  /** Where the server manages connections. */
  URI address() {
    return URI.create("http://localhost:" + http.getAddress().getPort());
  }

  /** Asks a server whether a connection may open. If it may, it is open. */
  TestHttp.Answer connect(URI server, String connection, String ticket) {
    TestHttp.Answer answer =
        TestHttp.send(
            call(server, "connect", SECRET, connection)
                .header("X-Querycast-Protocols", "querycast.v1, ticket." + ticket)
                .header("X-Querycast-Origin", ""));
    if (answer.status() == 200) {
      open.add(connection);
    }
    return answer;
  }

  /** A call of a server's routes for gateways. */
  static HttpRequest.Builder call(URI server, String route, String secret, String connection) {
    return HttpRequest.newBuilder(server.resolve("/api/door/" + route))
        .header("X-Querycast-Secret", secret)
        .header("X-Querycast-Connection", connection)
        .POST(HttpRequest.BodyPublishers.noBody());
  }

  boolean isOpen(String connection) {
    return open.contains(connection);
  }

  /** The messages that a connection was told so far. */
  List<JsonObject> told(String connection) {
    return told.getOrDefault(connection, List.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8);
    String connection = path.substring(CALLS.length());
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status = 200;
    if (!open.contains(connection)) {
      exchange.getResponseHeaders().add("x-amzn-ErrorType", "GoneException");
      status = 410;
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      open.remove(connection);
      status = 204;
    } else {
      String text = new String(body, StandardCharsets.UTF_8);
      told.computeIfAbsent(connection, id -> new CopyOnWriteArrayList<>())
          .add(Json.createReader(new StringReader(text)).readObject());
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
