package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.querycast.local.gateway.Gateway;
import io.querycast.local.gateway.GatewaySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GetConnectionResponse;

/** API Gateway alone at the front, with a server behind it and a clock that a test moves on. */
final class LocalGateway implements AutoCloseable {
  static final String SECRET = "a-secret-of-the-tests-that-is-long-enough";
  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  static final int CONNECTS_PER_SECOND = 20;
  static final int CALLS_PER_SECOND = 50;

  final FakeServer door = new FakeServer();
  final Gateway gateway;
  final URI address;

  /** Does not try again, so that a test sees every answer. */
  final ApiGatewayManagementApiClient management;

  private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
  private final Faults faults = new Faults();
  private final Front front;

  /** A tab whose connection the gateway has opened. */
  record Opened(Tab tab, String id) {}

  LocalGateway() throws IOException {
    int port = freePort();
    address = URI.create("http://localhost:" + port);
    gateway =
        new Gateway(
            new GatewaySettings(
                door.address,
                SECRET,
                Duration.ofMinutes(10),
                Duration.ofHours(2),
                CONNECTS_PER_SECOND,
                CALLS_PER_SECOND),
            faults,
            now::get);
    front = new Front(port, Set.of("http://localhost:9080"), faults).gateway(gateway);
    front.open();
    management =
        ApiGatewayManagementApiClient.builder()
            .endpointOverride(address.resolve("/_gateway"))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
  }

  int port() {
    return address.getPort();
  }

  void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  void faults(String document) throws IOException {
    faults.set(new ObjectMapper().readTree(document.replace('\'', '"')));
  }

  /**
   * @param headers names and values, in turn
   */
  Tab tab(String... headers) {
    return Tab.open(address, headers);
  }

  /** Opens a tab, and waits until the gateway has its connection. */
  Opened opened(String... headers) throws InterruptedException {
    Tab tab = tab(headers);
    // A client has the answer to its handshake a moment before the gateway has its connection.
    tab.send("{\"type\":\"ping\"}");
    assertEquals("{\"type\":\"pong\"}", tab.message());
    return new Opened(tab, door.connected());
  }

  void post(String id, String text) {
    management.postToConnection(r -> r.connectionId(id).data(SdkBytes.fromUtf8String(text)));
  }

  GetConnectionResponse describe(String id) {
    return management.getConnection(r -> r.connectionId(id));
  }

  void delete(String id) {
    management.deleteConnection(r -> r.connectionId(id));
  }

  @Override
  public void close() {
    management.close();
    front.close();
    gateway.close();
    door.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
