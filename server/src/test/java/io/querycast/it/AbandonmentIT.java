package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.CloudProcess;
import io.querycast.PackagedServer;
import io.querycast.TestSettings;
import io.querycast.aws.TableFixture;
import io.querycast.push.PushFixture;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A second node, whose catalogue has a query that nobody needs to wait for. */
@Tag("long")
@ExtendWith(ArquillianExtension.class)
class AbandonmentIT {
  private static final Path USERS = Path.of("target/abandonment").toAbsolutePath();

  /** Runs until somebody stops it. */
  private static final String QUERY =
      """
      -- title: Without an end
      -- description: Compares every trip with every other.
      -- abandon: 10s

      select count(*)
      from nyc_yellow_taxi a, nyc_yellow_taxi b, nyc_yellow_taxi c
      where a.fare_amount + b.fare_amount > c.fare_amount
      """;

  private static Process process;
  private static URI server;

  @BeforeAll
  static void start() throws Exception {
    CloudProcess.delete(USERS);
    PackagedServer packaged = TestCloud.node(USERS, "abandonment");
    addQuery(packaged.folder().resolve("apps/querycast.war"));
    int port = CloudProcess.freePort();
    server = URI.create("http://localhost:" + port);
    Map<String, String> settings = new HashMap<>(TestCloud.environment());
    settings.put("HTTP_PORT", Integer.toString(port));
    process = packaged.start(settings);
    packaged.awaitReady(process, port);
  }

  private static void addQuery(Path war) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(war)) {
      Files.writeString(files.getPath("/WEB-INF/queries/without-an-end.sql"), QUERY);
    }
  }

  @AfterAll
  static void end() {
    process.destroyForcibly();
  }

  @Test
  void aJobIsStoppedWhenItsUserHasGoneAndNotWhileAnotherIsConnected() {
    TestUser ada = TestUser.signedIn();
    TestUser eve = TestUser.signedIn();
    Socket evesSocket = Socket.of(eve);
    JsonObject alone = ask(ada);
    JsonObject awaited = ask(eve);

    // Whoever asked for the job itself would keep it.
    Await.until(
        "Redshift has stopped the statement that nobody wants",
        () -> TestCloud.statements(alone),
        states -> states.equals(List.of("ABORTED")));

    JsonObject ended = ada.ended(alone);
    assertEquals("FAILED", ended.getString("state"));
    assertEquals("ABANDONED", ended.getJsonObject("error").getString("code"));
    assertEquals(List.of("STARTED"), TestCloud.statements(awaited));
    assertFalse(isAlone(awaited), "its time has not begun");
    eve.delete("/api/jobs/" + awaited.getString("id"));
    assertEquals("CANCELLED", eve.ended(awaited).getString("state"));
    evesSocket.close();
  }

  @Test
  void aSessionStandsWhileItHasASocketOrATicketThatIsStillGood() {
    TestUser ada = TestUser.signedIn();
    assertFalse(isConnected(ada, Duration.ZERO));

    String ticket = ada.post("/api/sessions", "").json().getString("ticket");
    assertTrue(isConnected(ada, Duration.ZERO));
    assertFalse(isConnected(ada, Duration.ofSeconds(31)), "the ticket is too old");

    Socket socket = Socket.open(ticket).begun();
    assertTrue(isConnected(ada, Duration.ofSeconds(31)));
    assertFalse(isConnected(ada, Duration.ofDays(2)), "the session is over");
    socket.close();
  }

  /** Whether a node that looks so much later counts the user as connected. */
  private static boolean isConnected(TestUser user, Duration later) {
    try (DynamoDbClient client = TestCloud.client(DynamoDbClient.builder())) {
      return PushFixture.connected(
              TableFixture.of(client, TestSettings.SETTINGS),
              TestSettings.SETTINGS,
              () -> Instant.now().plus(later))
          .isConnected(user.id());
    }
  }

  /** Whether the sweeper has noted that nobody wants the job. */
  private static boolean isAlone(JsonObject job) {
    try (DynamoDbClient client = TestCloud.client(DynamoDbClient.builder())) {
      return TableFixture.of(client, TestSettings.SETTINGS)
          .find("job#" + job.getString("id"), "alone")
          .isPresent();
    }
  }

  private static JsonObject ask(TestUser user) {
    JsonObject body =
        Json.createObjectBuilder()
            .add("query", "without-an-end")
            .add("arguments", JsonObject.EMPTY_JSON_OBJECT)
            .build();
    TestHttp.Answer answer = user.post(server + "/api/jobs", body.toString());
    assertEquals(202, answer.status(), answer.response().body());
    return answer.json();
  }
}
