package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.local.cognito.CognitoSettings;
import io.querycast.local.gateway.GatewaySettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSettingsTest {
  @TempDir Path folder;

  private LocalSettings with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUERYCAST_SETUP", folder.toString());
    environment.put("QUERYCAST_QUERIES", folder.toString());
    environment.put("QUERYCAST_LOCAL_DYNAMODB", folder.toString());
    environment.putAll(more);
    return LocalSettings.from(environment);
  }

  @Test
  void theLimitsOfTheDataApiAreTheDefault() {
    LocalSettings settings = with(Map.of());
    assertEquals(200, settings.activeStatements());
    assertEquals(50, settings.statementThreads());
    assertEquals(0, settings.callsPerSecond());
    assertFalse(settings.quotas());
    assertFalse(settings.inMemory());
  }

  @Test
  void theLimitsOfTheDataApiCanBeSet() {
    LocalSettings settings =
        with(
            Map.of(
                "QUERYCAST_LOCAL_ACTIVE_STATEMENTS", "12",
                "QUERYCAST_LOCAL_STATEMENT_THREADS", "3",
                "QUERYCAST_LOCAL_CALLS_PER_SECOND", "50",
                "QUERYCAST_LOCAL_QUOTAS", "true",
                "QUERYCAST_LOCAL_IN_MEMORY", "true"));
    assertEquals(12, settings.activeStatements());
    assertEquals(3, settings.statementThreads());
    assertEquals(50, settings.callsPerSecond());
    assertTrue(settings.quotas());
    assertTrue(settings.inMemory());
  }

  @Test
  void whatOneStatementMayTakeCanBeSet() {
    LocalSettings standard = with(Map.of());
    assertEquals(86_400, standard.statementSeconds());
    assertEquals(2000, standard.statementMegabytes());
    assertEquals(20_000, standard.statementDiskMegabytes());
    LocalSettings settings =
        with(
            Map.of(
                "QUERYCAST_LOCAL_STATEMENT_SECONDS", "60",
                "QUERYCAST_LOCAL_STATEMENT_MEGABYTES", "1000",
                "QUERYCAST_LOCAL_STATEMENT_DISK_MEGABYTES", "500"));
    assertEquals(60, settings.statementSeconds());
    assertEquals(1000, settings.statementMegabytes());
    assertEquals(500, settings.statementDiskMegabytes());
  }

  @Test
  void thePoolRequiresWhatIsSet() {
    assertEquals(CognitoSettings.Mode.OPTIONAL, with(Map.of()).mfa());
    LocalSettings settings =
        with(
            Map.of(
                "QUERYCAST_LOCAL_MFA", "ON",
                "QUERYCAST_LOCAL_REQUIRED_ATTRIBUTES", "name, locale"));
    assertEquals(CognitoSettings.Mode.ON, settings.mfa());
    assertEquals(Set.of("name", "locale"), settings.requiredAttributes());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> with(Map.of("QUERYCAST_LOCAL_REQUIRED_ATTRIBUTES", "shoe_size")));
    assertTrue(refused.getMessage().contains("names 'shoe_size'"), refused.getMessage());
  }

  @Test
  void theGatewayHasTheLimitsOfApiGatewayUnlessTheyAreSet() {
    assertEquals(
        new GatewaySettings(
            URI.create("http://localhost:9080"),
            "the-secret-of-the-local-gateway-and-its-server",
            Duration.ofMinutes(10),
            Duration.ofHours(2),
            500,
            10_000),
        with(Map.of()).gateway());
    assertEquals(
        new GatewaySettings(
            URI.create("http://localhost:9181"),
            "another",
            Duration.ofSeconds(6),
            Duration.ofSeconds(72),
            5,
            0),
        with(Map.of(
                "QUERYCAST_LOCAL_GATEWAY_SERVER", "http://localhost:9181",
                "QUERYCAST_LOCAL_GATEWAY_SECRET", "another",
                "QUERYCAST_LOCAL_GATEWAY_IDLE_SECONDS", "6",
                "QUERYCAST_LOCAL_GATEWAY_LIFE_SECONDS", "72",
                "QUERYCAST_LOCAL_GATEWAY_CONNECTS_PER_SECOND", "5",
                "QUERYCAST_LOCAL_GATEWAY_CALLS_PER_SECOND", "0"))
            .gateway());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:9080", "http://localhost:9080/api", "http://[", "ws://a", "a b"})
  void theGatewaysServerIsAnAddressWithoutAPath(String server) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> with(Map.of("QUERYCAST_LOCAL_GATEWAY_SERVER", server)));
    assertEquals(
        "QUERYCAST_LOCAL_GATEWAY_SERVER is '%s', which is not a server's address, such as http://localhost:9080."
            .formatted(server),
        refused.getMessage());
  }

  @Test
  void aTeamNamesItsOwnScriptAndQueries() throws Exception {
    Path script = Files.createFile(folder.resolve("shop.sql"));
    Path queries = Files.createDirectory(folder.resolve("questions"));
    LocalSettings settings =
        with(
            Map.of(
                "QUERYCAST_SETUP", script.toString(),
                "QUERYCAST_QUERIES", queries.toString()));
    assertEquals(script, settings.setup());
    assertEquals(queries, settings.queries());
  }

  @Test
  void aScriptOrFolderThatDoesNotExistIsNamed() {
    Path nowhere = folder.resolve("nowhere");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                with(
                    Map.of(
                        "QUERYCAST_SETUP", nowhere.toString(),
                        "QUERYCAST_QUERIES", nowhere.toString())));
    assertEquals(
        """
        QUERYCAST_SETUP names %1$s, which does not exist.
        QUERYCAST_QUERIES names %1$s, which does not exist."""
            .formatted(nowhere),
        refused.getMessage());
  }

  @Test
  void allFaultsAreNamedTogether() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                with(
                    Map.of(
                        "QUERYCAST_LOCAL_ACTIVE_STATEMENTS", "0",
                        "QUERYCAST_LOCAL_STATEMENT_THREADS", "many",
                        "QUERYCAST_LOCAL_CALLS_PER_SECOND", "-1",
                        "QUERYCAST_LOCAL_IN_MEMORY", "yes",
                        "QUERYCAST_LOCAL_MFA", "SOMETIMES")));
    assertEquals(
        """
        QUERYCAST_LOCAL_ACTIVE_STATEMENTS is '0': use a whole number from 1 to 1000000.
        QUERYCAST_LOCAL_STATEMENT_THREADS is 'many': use a whole number from 1 to 1000.
        QUERYCAST_LOCAL_CALLS_PER_SECOND is '-1': use a whole number from 0 to 1000000.
        QUERYCAST_LOCAL_IN_MEMORY is 'yes': use true or false.
        QUERYCAST_LOCAL_MFA is 'SOMETIMES': use OFF, OPTIONAL or ON.\
        """,
        refused.getMessage());
  }
}
