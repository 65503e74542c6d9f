package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private final Map<String, String> given =
      new HashMap<>(
          Map.of(
              "querycast.completions-queue", "https://sqs.us-east-1.amazonaws.com/1/completions",
              "querycast.inbox-queues", "https://sqs.us-east-1.amazonaws.com/1/inbox-",
              "querycast.redshift-workgroup", "reports",
              "querycast.cognito-issuer",
                  "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC",
              "querycast.cognito-client-id", "client"));

  @Test
  void everythingElseHasADefault() {
    Settings settings = Settings.from(config());

    assertEquals("querycast", settings.table());
    assertEquals("dev", settings.warehouse().database());
    assertEquals(List.of(), settings.allowedOrigins());
    assertEquals(List.of(), settings.targetGroups());
    assertEquals(Duration.ofSeconds(25), settings.snapshotInterval());
    assertEquals(Duration.ofSeconds(2), settings.sweepInterval());
    assertEquals(Duration.ofSeconds(10), settings.quietAfter());
    assertEquals(16, settings.inboxes());
    assertEquals(8, settings.dueParts());
    assertEquals(Optional.empty(), settings.metricsPort());
    assertEquals("https://sqs.us-east-1.amazonaws.com/1/inbox-007", settings.inboxQueue(7));
    assertEquals(Duration.ofSeconds(10), settings.lease());
    assertFalse(settings.awaitEnd());
    assertFalse(settings.compress());
    assertEquals(Duration.ofHours(4), settings.timeLimit());
    assertEquals(Duration.ofDays(30), settings.retention());
  }

  @Test
  void targetGroupsAreGivenByTheirArns() {
    String blue = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1";
    String green = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/green/2";
    given.put("querycast.target-groups", blue + ", " + green);
    assertEquals(List.of(blue, green), Settings.from(config()).targetGroups());

    given.put("querycast.target-groups", "blue");
    String message =
        assertThrows(IllegalStateException.class, () -> Settings.from(config())).getMessage();

    assertTrue(message.contains("querycast.target-groups has 'blue': give ARNs"), message);
  }

  @Test
  void allFaultsAreReportedTogetherByTheNamesOfTheirSettings() {
    given.clear();
    given.put("querycast.redshift-cluster", "one");
    given.put("querycast.snapshot-interval", "often");
    given.put("querycast.time-limit", "P2D");
    given.put("querycast.inboxes", "1001");
    given.put("querycast.due-parts", "65");
    given.put("prometheus.port", "65536");
    given.put("querycast.wait", "perhaps");
    given.put("querycast.sharing", "sometimes");
    given.put("querycast.allowed-origins", "https://a.example, *");

    String message =
        assertThrows(IllegalStateException.class, () -> Settings.from(config())).getMessage();

    for (String name :
        List.of(
            "querycast.completions-queue",
            "querycast.redshift-user",
            "querycast.cognito-issuer",
            "querycast.cognito-client-id",
            "querycast.inbox-queues",
            "querycast.inboxes",
            "querycast.due-parts",
            "prometheus.port",
            "querycast.wait",
            "querycast.sharing",
            "querycast.snapshot-interval",
            "querycast.time-limit",
            "querycast.allowed-origins")) {
      assertTrue(message.contains(name), name + " in: " + message);
    }
  }

  @Test
  void aClusterAndAWorkgroupTogetherAreRefused() {
    given.put("querycast.redshift-cluster", "one");
    given.put("querycast.redshift-user", "somebody");

    assertThrows(IllegalStateException.class, () -> Settings.from(config()));
  }

  @Test
  void aPoolAtAwsNeedsNoEndpointAndAnyOtherHasOne() {
    assertEquals(Optional.empty(), Settings.from(config()).issuer().endpoint());
    assertEquals("us-east-1_AbC", Settings.from(config()).issuer().userPoolId());
    assertEquals("us-east-1", Settings.from(config()).issuer().region());

    given.put("querycast.cognito-issuer", "http://localhost:4566/us-east-1_querycast");

    assertEquals(
        Optional.of(URI.create("http://localhost:4566")),
        Settings.from(config()).issuer().endpoint());
  }

  @Test
  void theQuotasOfTheDataApiAreThreeNumbersOrNone() {
    assertEquals(Optional.empty(), Settings.from(config()).quotas());
    given.put("querycast.quotas", "30,100,20");
    assertEquals(Optional.of(new Settings.Quotas(30, 100, 20)), Settings.from(config()).quotas());
    for (String wrong : List.of("30", "30,100", "30,0,20", "30,100,20,1", "many")) {
      given.put("querycast.quotas", wrong);
      String message =
          assertThrows(IllegalStateException.class, () -> Settings.from(config())).getMessage();
      assertTrue(message.contains("such as 30,100,20"), message);
    }
  }

  @Test
  void anInvalidSocketAddressKeepsTheServerFromStarting() {
    for (String wrong : List.of("https://ask.example.com/push", "wss:push", "wss://a b/push")) {
      given.put("querycast.socket-url", wrong);
      assertThrows(IllegalStateException.class, () -> Settings.from(config()), wrong);
    }
  }

  @Test
  void theDoorIsTheNodesOwnUnlessAGatewayIsDescribed() {
    assertEquals(Optional.empty(), Settings.from(config()).gateway());
    given.put("querycast.gateway.secret", "s".repeat(32) + ", " + "t".repeat(40));
    given.put("querycast.gateway.socket", "wss://abc.execute-api.us-east-1.amazonaws.com/push");
    given.put(
        "querycast.gateway.management", "https://abc.execute-api.us-east-1.amazonaws.com/push");
    assertFalse(Settings.from(config()).isAtGateway(), "it may have sockets from before");

    given.put("querycast.door", "gateway");
    assertTrue(Settings.from(config()).isAtGateway());
    Settings.Gateway gateway = Settings.from(config()).gateway().orElseThrow();

    assertEquals(List.of("s".repeat(32), "t".repeat(40)), gateway.secrets());
    given.put("querycast.gateway.other-secret", "u".repeat(32));
    assertEquals(
        List.of("s".repeat(32), "t".repeat(40), "u".repeat(32)),
        Settings.from(config()).gateway().orElseThrow().secrets());
    assertEquals(
        Optional.of(URI.create("https://abc.execute-api.us-east-1.amazonaws.com/push")),
        gateway.management());
    assertFalse(gateway.toString().contains("sss"), gateway.toString());
    assertEquals(Optional.empty(), gateway.bucket(), "nodes answer with whole results themselves");
    given.put("querycast.gateway.bucket", "querycast-door-results-1a2b3c");
    assertEquals(
        Optional.of("querycast-door-results-1a2b3c"),
        Settings.from(config()).gateway().orElseThrow().bucket());
  }

  @Test
  void whatAGatewayLacksIsReportedAndItsSecretIsNot() {
    given.put("querycast.door", "gateway");
    given.put("querycast.gateway.secret", "s".repeat(32) + ",known to all");
    given.put("querycast.gateway.other-secret", "known to all");
    given.put("querycast.gateway.bucket", "s3://results/");
    String message =
        assertThrows(IllegalStateException.class, () -> Settings.from(config())).getMessage();
    for (String name :
        List.of(
            "querycast.gateway.socket",
            "querycast.gateway.secret",
            "querycast.gateway.other-secret",
            "querycast.gateway.bucket",
            "querycast.gateway.management")) {
      assertTrue(message.contains(name), name + " in: " + message);
    }
    assertFalse(message.contains("known to all"), message);

    given.put("querycast.gateway.secret", "s".repeat(32));
    given.remove("querycast.gateway.other-secret");
    given.remove("querycast.gateway.bucket");
    given.put("querycast.gateway.socket", "wss://localhost/push");
    given.put("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", "http://localhost:4566/_gateway");
    assertTrue(Settings.from(config()).gateway().isPresent());
    given.put("querycast.door", "front");
    assertThrows(IllegalStateException.class, () -> Settings.from(config()));
  }

  @Test
  void pagesOfTheListAndNativeClientsMayOpenSockets() {
    given.put("querycast.allowed-origins", "https://app.example.com");
    Settings settings = Settings.from(config());

    assertTrue(settings.admits("https://app.example.com"));
    assertTrue(settings.admits(null));
    assertTrue(settings.admits(""));
    assertFalse(settings.admits("https://app.example.com.evil.example"));
    assertFalse(settings.admits("null"));
  }

  private Config config() {
    return new GivenConfig(given);
  }

  /** Settings from a map, all of them text: the code reads them in no other way. */
  private record GivenConfig(Map<String, String> given) implements Config {
    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
      return Optional.ofNullable(given.get(name)).map(type::cast);
    }

    @Override
    public <T> T getValue(String name, Class<T> type) {
      return getOptionalValue(name, type).orElseThrow();
    }

    @Override
    public ConfigValue getConfigValue(String name) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Iterable<String> getPropertyNames() {
      return given.keySet();
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
      return List.of();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
      return Optional.empty();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new AssertionError("not asked for");
    }
  }
}
