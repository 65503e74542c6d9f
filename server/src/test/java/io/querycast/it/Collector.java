package io.querycast.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Receives what a server sends by OTLP, and keeps it. */
final class Collector implements AutoCloseable {
  private final HttpServer http;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<Metric> metrics = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  /** Every byte that came, as text. */
  private final List<String> all = new CopyOnWriteArrayList<>();

  Collector() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::take);
    http.start();
  }

  String address() {
    return "http://localhost:" + http.getAddress().getPort();
  }

  List<Span> spans() {
    return spans;
  }

  List<Metric> metrics() {
    return metrics;
  }

  /** The addresses to which something was sent. */
  List<String> paths() {
    return paths;
  }

  String all() {
    return String.join("\n", all);
  }

  private void take(HttpExchange exchange) {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      all.add(new String(body, StandardCharsets.UTF_8));
      paths.add(path);
      if (path.equals("/v1/traces")) {
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
            .flatMap(each -> each.getScopeSpansList().stream())
            .forEach(each -> spans.addAll(each.getSpansList()));
      } else if (path.equals("/v1/metrics")) {
        ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().stream()
            .flatMap(each -> each.getScopeMetricsList().stream())
            .forEach(each -> metrics.addAll(each.getMetricsList()));
      }
      exchange.sendResponseHeaders(200, -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
