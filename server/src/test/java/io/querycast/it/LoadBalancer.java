package io.querycast.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Plays AWS's load balancer with one target group, in the order that AWS documents. A node that is
 * deregistered is draining: no new connection is opened to it, and open ones live. It is unused
 * when none is left, at the latest after the delay, when those that are left are cut. The API of
 * the load balancer tells the states.
 */
final class LoadBalancer implements AutoCloseable {
  private static final int LOOK_MILLIS = 50;

  /** Small, so that what a slow reader has not read stays at the node. */
  private static final int BUFFER = 16 * 1024;

  /** A node's state, and the connections that are open to it. */
  private static final class Target {
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile String state = "healthy";
  }

  private final ServerSocket entrance = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
  private final HttpServer api =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private final Map<Integer, Target> targets = new ConcurrentHashMap<>();
  private volatile int next;

  LoadBalancer() throws IOException {
    api.createContext("/", this::answer);
    api.start();
    start(this::accept);
  }

  /** Where clients come. */
  URI address() {
    return URI.create("http://localhost:" + entrance.getLocalPort());
  }

  /** Where its API answers. */
  URI api() {
    return URI.create("http://localhost:" + api.getAddress().getPort());
  }

  /** From now on new connections are opened to this port of the loopback address. */
  void register(int port) {
    targets.putIfAbsent(port, new Target());
    next = port;
  }

  /** Takes a node out, as ECS does before it stops the node. Another one must be registered. */
  void deregister(int port, Duration delay) {
    Target target = targets.get(port);
    target.state = "draining";
    long end = System.nanoTime() + delay.toNanos();
    start(
        () -> {
          while (!target.open.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
          }
          target.open.forEach(LoadBalancer::end);
          target.state = "unused";
        });
  }

  /** Only then does ECS send SIGTERM. */
  boolean isUnused(int port) {
    return targets.get(port).state.equals("unused");
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    api.stop(0);
    targets.values().forEach(target -> target.open.forEach(LoadBalancer::end));
  }

  /** DescribeTargetHealth, which lists no target that is unused. */
  private void answer(HttpExchange exchange) throws IOException {
    StringBuilder members = new StringBuilder();
    targets.forEach(
        (port, target) -> {
          if (!target.state.equals("unused")) {
            members.append(
                """
                <member>
                  <Target><Id>127.0.0.1</Id><Port>%d</Port></Target>
                  <TargetHealth><State>%s</State></TargetHealth>
                </member>
                """
                    .formatted(port, target.state));
          }
        });
    byte[] body =
        """
        <DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
          <DescribeTargetHealthResult>
            <TargetHealthDescriptions>%s</TargetHealthDescriptions>
          </DescribeTargetHealthResult>
        </DescribeTargetHealthResponse>
        """
            .formatted(members)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = entrance.accept();
      int port = next;
      start(() -> carry(client, port, targets.get(port)));
    }
  }

  private static void carry(Socket client, int port, Target target) throws IOException {
    try (client;
        Socket node = new Socket()) {
      target.open.add(node);
      client.setSendBufferSize(BUFFER);
      node.setReceiveBufferSize(BUFFER);
      node.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      client.setTcpNoDelay(true);
      node.setTcpNoDelay(true);
      start(() -> pump(node, client));
      pump(client, node);
    } finally {
      target.open.removeIf(Socket::isClosed);
    }
  }

  /** Carries bytes until one side ends, and then ends both. */
  private static void pump(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError("A socket can't be closed.", e);
    }
  }

  /** What runs until a connection ends. */
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One side is gone, and so the connection is closed.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "load balancer");
    thread.setDaemon(true);
    thread.start();
  }
}
