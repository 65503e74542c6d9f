package io.querycast.bench.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A Data API that has one page ready in both forms. It is a process of its own, so that its cost is
 * not measured.
 */
final class DataApi {
  private DataApi() {}

  /**
   * Serves the pages of the named shape until its standard input ends.
   *
   * @param arguments the name of a {@link Shape}
   */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Shape shape = Shape.valueOf(arguments[0]);
    byte[] json = shape.json();
    byte[] csv = shape.csv();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext(
        "/",
        exchange -> {
          String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
          answer(exchange, target.endsWith("V2") ? csv : json);
        });
    server.start();
    System.out.println(server.getAddress().getPort());
    while (System.in.read() >= 0) {
      // the process that started this one is still there
    }
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
