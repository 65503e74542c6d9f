package io.querycast.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server behind the gateway: it accepts every connection until a test says otherwise. */
final class FakeServer implements AutoCloseable {
  final BlockingQueue<Headers> connects = new LinkedBlockingQueue<>();
  final BlockingQueue<Headers> disconnects = new LinkedBlockingQueue<>();
  final URI address;

  /** What it answers to {@code $connect}. */
  volatile int status = 200;

  volatile String protocol = "querycast.v1";

  /** What it does with a connection's id before it answers to {@code $connect}. */
  volatile Consumer<String> before = id -> {};

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/door/connect", this::connect);
    server.createContext("/api/door/disconnect", this::disconnect);
    server.start();
    address = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** The id of the connection that it was asked about last. */
  String connected() throws InterruptedException {
    return id(connects);
  }

  /** The id of the connection whose end it heard of. */
  String disconnected() throws InterruptedException {
    return id(disconnects);
  }

  private static String id(BlockingQueue<Headers> calls) throws InterruptedException {
    Headers call = calls.poll(20, TimeUnit.SECONDS);
    return call == null ? "none" : call.getFirst("X-Querycast-Connection");
  }

  private void connect(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getRequestHeaders();
      connects.add(headers);
      before.accept(headers.getFirst("X-Querycast-Connection"));
      if (!protocol.isEmpty()) {
        exchange.getResponseHeaders().set("Sec-WebSocket-Protocol", protocol);
      }
      exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? status : 405, -1);
    }
  }

  private void disconnect(HttpExchange exchange) throws IOException {
    try (exchange) {
      disconnects.add(exchange.getRequestHeaders());
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
