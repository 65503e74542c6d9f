package io.querycast;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the tests. */
public final class TestSettings {
  public static final Settings SETTINGS = settings(4, false, List.of());

  /** The same, with {@code querycast.wait}. */
  public static Settings awaitingEnds() {
    return settings(4, true, List.of());
  }

  /** The same, with {@code querycast.sharing}. */
  public static Settings sharing() {
    return settings(4, false, true, List.of(), Optional.empty());
  }

  /** The same, with {@code querycast.target-groups}. */
  public static Settings inGroups(String... targetGroups) {
    return settings(4, false, List.of(targetGroups));
  }

  /** The same, with {@code querycast.inboxes}. */
  public static Settings withInboxes(int inboxes) {
    return settings(inboxes, false, List.of());
  }

  /** The same, with {@code querycast.door} as {@code gateway}. */
  public static Settings atTheGateway() {
    return settings(
        4,
        false,
        false,
        List.of(),
        Optional.of(
            new Settings.Gateway(
                URI.create("ws://localhost/gateway"),
                List.of("s".repeat(32), "t".repeat(32)),
                Optional.empty(),
                Optional.of("files"))));
  }

  private static Settings settings(int inboxes, boolean awaitEnd, List<String> targetGroups) {
    return settings(inboxes, awaitEnd, false, targetGroups, Optional.empty());
  }

  private static Settings settings(
      int inboxes,
      boolean awaitEnd,
      boolean sharing,
      List<String> targetGroups,
      Optional<Settings.Gateway> gateway) {
    return new Settings(
        "querycast",
        URI.create("http://localhost/completions"),
        "http://localhost/inbox-",
        inboxes,
        Duration.ofSeconds(12),
        new Settings.Redshift(
            Optional.of("querycast"),
            Optional.empty(),
            "dev",
            Optional.of("querycast_reader"),
            Optional.empty()),
        new Settings.Issuer(URI.create("http://localhost/us-east-1_querycast")),
        "client",
        Duration.ofMinutes(5),
        List.of("https://app.example.com"),
        Optional.empty(),
        0,
        Duration.ofSeconds(25),
        false,
        Optional.empty(),
        8,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        awaitEnd,
        sharing,
        Optional.of(Price.parse("0.5 USD")),
        Duration.ofHours(4),
        Duration.ofDays(30),
        Optional.empty(),
        Duration.ofSeconds(30),
        targetGroups,
        gateway.isPresent(),
        gateway,
        Optional.empty(),
        Optional.empty());
  }

  private TestSettings() {}
}
