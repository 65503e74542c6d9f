package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.CloudProcess;
import io.querycast.PackagedServer;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A node behind a load balancer is replaced by the server under test as ECS does it: first the load
 * balancer lets go of it, and only when no connection is left there, SIGTERM comes.
 */
@Tag("long")
@ExtendWith(ArquillianExtension.class)
class DrainIT {
  private static final int TABS = 19;

  /** How long the download takes: longer than any wait of the server, and than ECS's 30 s. */
  private static final Duration DOWNLOAD = Duration.ofSeconds(31);

  /** The load balancer cuts what is left then; in the template it waits five times as long. */
  private static final Duration DELAY = Duration.ofSeconds(60);

  /** How long the job takes: longer than it takes to let the sockets go. */
  private static final Duration SLOW = Duration.ofSeconds(15);

  private static final Duration END = Duration.ofSeconds(30);

  /** The template's {@code StopTimeout}: nothing let the node go before. */
  private static final Duration STOP = Duration.ofSeconds(90);

  private static final Path USERS = Path.of("target/drain").toAbsolutePath();

  private final TestUser ada = TestUser.signedIn();
  private final CompletableFuture<Void> downloadBegun = new CompletableFuture<>();
  private LoadBalancer balancer;
  private int port;
  private PackagedServer packaged;
  private Process node;

  @BeforeEach
  void start() throws Exception {
    CloudProcess.delete(USERS);
    packaged = TestCloud.node(USERS, "drain");
    balancer = new LoadBalancer();
    port = CloudProcess.freePort();
    Map<String, String> settings = new HashMap<>(TestCloud.environment());
    settings.put("HTTP_PORT", Integer.toString(port));
    settings.put("QUERYCAST_TARGET_GROUPS", "arn:aws:elasticloadbalancing:x:1:targetgroup/nodes/1");
    settings.put("AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2", balancer.api().toString());
    node = packaged.start(settings);
    packaged.awaitReady(node, port);
    balancer.register(port);
  }

  @AfterEach
  void end() throws IOException {
    node.destroyForcibly();
    balancer.close();
    TestHttp.send(HttpRequest.newBuilder(TestCloud.address().resolve("/_faults")).DELETE());
  }

  @Test
  void aDeploymentCutsNobodyOff() throws Exception {
    JsonObject trips =
        ada.ended(
            ada.run(
                "trips", Map.of("from", Trips.year() + "-01-01", "to", Trips.year() + "-12-31")));
    List<Tab> tabs = IntStream.range(0, TABS).mapToObj(each -> new Tab()).toList();
    slow(SLOW);
    JsonObject job = ada.run("trips-by-day", Map.of("month", Trips.year() + "-03"));
    CompletableFuture<String> download =
        CompletableFuture.supplyAsync(
            () -> read("/api/jobs/%s/result.ndjson".formatted(trips.getString("id"))));

    downloadBegun.get(1, TimeUnit.MINUTES);
    balancer.register(TestCloud.server().getPort());
    balancer.deregister(port, DELAY);

    allAreSentAway(tabs);
    assertTrue(
        tabs.stream().map(Tab::millis).collect(Collectors.toSet()).size() > TABS / 2,
        "browsers come back at different times: " + tabs.stream().map(Tab::millis).toList());
    takesNothingNew(trips);
    tabs.forEach(tab -> tab.opened().learns(job));
    String lines = download.get(2, TimeUnit.MINUTES);
    assertTrue(
        lines.endsWith("{\"end\":{\"rows\":%d}}\n".formatted(trips.getInt("rowCount"))),
        "the download ends in its middle: " + lines.length());
    Await.until("no connection is left", () -> balancer.isUnused(port), unused -> unused);
    node.destroy();
    packaged.awaitEnd(node, END);
  }

  /** On Fargate Spot nobody tells the load balancer: SIGTERM comes first. */
  @Test
  void aNodeThatAwsTakesBackSendsItsSocketsToOthers() throws Exception {
    List<Tab> tabs = IntStream.range(0, TABS).mapToObj(each -> new Tab()).toList();
    slow(SLOW);
    JsonObject job = ada.run("trips-by-day", Map.of("month", Trips.year() + "-03"));
    balancer.register(TestCloud.server().getPort());

    node.destroy();

    allAreSentAway(tabs);
    packaged.awaitEnd(node, STOP);
    balancer.deregister(port, Duration.ZERO);
    tabs.forEach(tab -> tab.opened().learns(job));
  }

  private void takesNothingNew(JsonObject trips) {
    URI here = URI.create("http://localhost:" + port);
    assertEquals(503, status(here.resolve("/health/ready")));
    assertEquals(503, status(here.resolve("/health/serving")));
    assertEquals(200, status(here.resolve("/health/live")), "or ECS would end it at once");
    Socket late = Socket.open(here, ada.post("/api/sessions", "").json().getString("ticket"));
    assertEquals(1012, late.closeCode());
    String grants = "/api/jobs/%s/downloads".formatted(trips.getString("id"));
    String address = ada.post(grants, "{\"format\":\"csv\"}").json().getString("url");
    assertEquals(503, status(here.resolve(URI.create(address).getPath())));
    assertEquals(200, status(URI.create(address)), "the address is still good at another node");
  }

  private void allAreSentAway(List<Tab> tabs) {
    Map<Integer, Long> codes =
        tabs.stream()
            .collect(Collectors.groupingBy(tab -> tab.first.closeCode(), Collectors.counting()));
    assertEquals(
        Map.of(1012, (long) TABS),
        codes,
        () -> "how the sockets ended; for the node's threads see " + packaged.writeThreads(node));
  }

  private static int status(URI address) {
    return TestHttp.send(HttpRequest.newBuilder(address)).status();
  }

  private static void slow(Duration by) {
    String faults = "{\"redshift-data\":{\"slow\":\"%s\"}}".formatted(by);
    TestHttp.send(
        HttpRequest.newBuilder(TestCloud.address().resolve("/_faults"))
            .PUT(HttpRequest.BodyPublishers.ofString(faults)));
  }

  /** A tab of the page. */
  private final class Tab {
    private final Socket first = opened();

    /** Opens a socket as the page does, for the first time or when it comes back. */
    Socket opened() {
      String ticket = ada.post("/api/sessions", "").json().getString("ticket");
      return Socket.open(balancer.address(), ticket).begun();
    }

    /** When it was told to come back. */
    int millis() {
      return Integer.parseInt(first.closeReason().replaceAll("\\D", ""));
    }
  }

  /** Reads a result through the load balancer, a little at a time at first, and then its rest. */
  private String read(String path) {
    long end = System.nanoTime() + DOWNLOAD.toNanos();
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (java.net.Socket socket = new java.net.Socket()) {
      socket.setReceiveBufferSize(32 * 1024);
      socket.connect(new InetSocketAddress("localhost", balancer.address().getPort()));
      String head =
          "GET %s HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(path, ada.accessToken());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      while (System.nanoTime() < end) {
        heard.write(in.readNBytes(1024));
        downloadBegun.complete(null);
        TimeUnit.MILLISECONDS.sleep(10);
      }
      int slowly = heard.size();
      in.transferTo(heard);
      assertTrue(slowly < heard.size() / 2, "too little was left to be sent: " + heard.size());
      return heard.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("The download broke off after " + heard.size(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }
}
