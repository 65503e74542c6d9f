package io.querycast.bench.sockets;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server without an application, which sends what it is told to. */
final class BareRival implements Rival {
  private static final Path HERE = Path.of("bench/sockets").toAbsolutePath();
  private static final int AT_ONCE = 64;

  private final String name;
  private final Child child;
  private final URI address;
  private final boolean isJvm;
  private final Measured measured;

  private BareRival(String name, Child child, int port, boolean isJvm) {
    this.name = name;
    this.child = child;
    this.address = URI.create("ws://localhost:" + port + "/push");
    this.isJvm = isJvm;
    this.measured = new Measured(child.pid());
  }

  static BareRival ws() throws IOException {
    Child child =
        Child.start(
            List.of("node", "--expose-gc", HERE.resolve("ws/server.mjs").toString()),
            Map.of(),
            HERE.resolve("target/ws.log"),
            true);
    return new BareRival("ws", child, child.port(), false);
  }

  static BareRival netty() throws IOException {
    List<String> command = new ArrayList<>(Child.measuredJava());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), NettyServer.class.getName()));
    Child child = Child.start(command, Map.of(), HERE.resolve("target/netty.log"), true);
    return new BareRival("Netty", child, child.port(), true);
  }

  static BareRival liberty() throws Exception {
    Path folder = Liberty.folder("bare");
    Files.writeString(
        folder.resolve("server.xml"),
        """
        <server>
          <featureManager><feature>websocket-2.2</feature></featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="localhost" httpPort="${http.port}" httpsPort="-1"/>
          <webApplication location="bare.war" contextRoot="/"/>
          <logging consoleLogLevel="WARNING"/>
        </server>
        """);
    Path classes = folder.resolve("apps/bare.war/WEB-INF/classes");
    String type = BareEndpoint.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(classes.resolve(type).getParent());
    Files.copy(HERE.resolve("target/classes").resolve(type), classes.resolve(type));
    Files.writeString(folder.resolve("apps/bare.war/index.html"), "ready");
    int port = Child.freePort();
    BareRival rival =
        new BareRival(
            "Liberty bare", Liberty.start("bare", port, "/index.html", Map.of()), port, true);
    try (Crowd crowd = new Crowd()) {
      // It can tell its memory only after its first socket.
      rival.open(crowd, 1).forEach(CrowdTab::cut);
    }
    return rival;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Measured measured() {
    return measured;
  }

  @Override
  public long live() throws IOException, InterruptedException {
    if (isJvm) {
      return measured.live();
    }
    URI heap = URI.create("http://localhost:" + address.getPort() + "/heap");
    // HTTP/1.1 only: an offer of HTTP/2 is an upgrade, and ws refuses it as a bad handshake.
    String body =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(HttpRequest.newBuilder(heap).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return Stream.of(body.split(" ")).mapToLong(Long::parseLong).sum();
  }

  @Override
  public List<CrowdTab> open(Crowd crowd, int count) throws Exception {
    List<CrowdTab> tabs = new ArrayList<>();
    while (tabs.size() < count) {
      List<CrowdTab> some =
          Stream.generate(() -> crowd.open(address, null, null))
              .limit(Math.min(AT_ONCE, count - tabs.size()))
              .toList();
      for (CrowdTab tab : some) {
        tab.open().get(60, TimeUnit.SECONDS);
      }
      tabs.addAll(some);
    }
    return tabs;
  }

  @Override
  public void send(Crowd crowd, List<CrowdTab> tabs, int each, int size)
      throws InterruptedException {
    long before = crowd.messages();
    tabs.forEach(tab -> tab.say(each + " " + size));
    crowd.awaitMessages(before + (long) each * tabs.size());
  }

  @Override
  public void close() {
    child.close();
  }
}
