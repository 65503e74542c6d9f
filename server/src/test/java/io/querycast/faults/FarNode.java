package io.querycast.faults;

import io.querycast.CloudProcess;
import io.querycast.PackagedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A Liberty server with the packaged application, in a process of its own. Its connections to
 * clients and to the cloud are links that can break.
 */
final class FarNode implements WorldNode, AutoCloseable {
  private final String name;
  private final PackagedServer server;
  private final Map<String, String> environment;
  private final int port;
  private final Link toNode;
  private final Link toSockets;
  private final Link toCloud;
  private final HttpAccess door;
  private Process process;

  /**
   * Writes a server's folder; {@link #start} starts it.
   *
   * @param users the folder under which Liberty keeps its servers
   * @param module the module of the version that it runs
   * @param cloud the port on which the cloud listens
   * @param holder who holds the sockets
   * @param settings as environment variables, without addresses
   */
  FarNode(
      String name,
      Path users,
      Path module,
      int cloud,
      Door holder,
      Map<String, String> settings,
      Pace pace) {
    try {
      this.name = name;
      this.server = new PackagedServer(users, name, module);
      this.port = CloudProcess.freePort();
      this.toNode = Link.to(port);
      this.toCloud = Link.to(cloud);
      // The network of those who come by this node.
      this.toSockets = holder == Door.GATEWAY ? Link.to(cloud) : toNode;
      String path = holder == Door.GATEWAY ? "/_gateway/push" : "/push";
      this.door =
          new HttpAccess(
              name,
              URI.create("http://localhost:" + toNode.port()),
              URI.create("ws://localhost:" + toSockets.port() + path),
              pace.answer());
      String address = "http://localhost:" + toCloud.port();
      this.environment = new HashMap<>(settings);
      environment.putAll(
          Map.of(
              "HTTP_PORT",
              Integer.toString(port),
              "HTTP_HOST",
              "localhost",
              "AWS_ENDPOINT_URL_DYNAMODB",
              address,
              "AWS_ENDPOINT_URL_REDSHIFT_DATA",
              address,
              "AWS_ENDPOINT_URL_SQS",
              address,
              "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI",
              address + "/_gateway"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, also again after it was killed. */
  void start() {
    try {
      process = server.start(environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it takes requests. */
  void awaitReady() throws InterruptedException {
    server.awaitReady(process, port);
  }

  @Override
  public String name() {
    return name;
  }

  /** The port of the link to it. */
  int port() {
    return toNode.port();
  }

  @Override
  public NodeAccess door() {
    return door;
  }

  @Override
  public boolean isUp() {
    return process.isAlive();
  }

  @Override
  public void kill(Random random) {
    killNow();
  }

  @Override
  public void killNow() {
    signal("KILL");
  }

  @Override
  public void stop() {
    signal("TERM");
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void goOn() {
    signal("CONT");
  }

  @Override
  public void cutSockets() {
    toNode.cut();
    toSockets.cut();
  }

  @Override
  public void hushSockets() {
    toNode.hold();
    toSockets.hold();
  }

  @Override
  public void unhushSockets() {
    toNode.release();
    toSockets.release();
  }

  @Override
  public void isolate() {
    toCloud.hold();
  }

  @Override
  public void rejoin() {
    toCloud.release();
  }

  @Override
  public void shiftClock(Duration by) {
    throw new UnsupportedOperationException("The clock of a process is the machine's.");
  }

  @Override
  public Map<String, Long> load() {
    try {
      List<String> status = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"));
      long kilobytes =
          status.stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElse(0);
      return Map.of("MB of memory", kilobytes / 1024);
    } catch (IOException e) {
      // The process is gone, or this is not Linux.
      return Map.of();
    }
  }

  private void signal(String signal) {
    if (!process.isAlive()) {
      return;
    }
    try {
      int status =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (status != 0 && process.isAlive()) {
        throw new IllegalStateException("kill -%s failed with %d".formatted(signal, status));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
    toNode.close();
    toSockets.close();
    toCloud.close();
  }
}
