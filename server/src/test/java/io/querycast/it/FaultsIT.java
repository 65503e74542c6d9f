package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see while the services behind the server fail. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@ExtendWith(ArquillianExtension.class)
class FaultsIT {
  private static TestUser ada;

  @BeforeAll
  static void signUp() {
    ada = TestUser.signedIn();
  }

  @AfterEach
  void clear() {
    TestHttp.send(HttpRequest.newBuilder(TestCloud.address().resolve("/_faults")).DELETE());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"events\":{\"lose\":1.0}}",
        "{\"events\":{\"duplicate\":1.0}}",
        "{\"events\":{\"forge\":1.0}}",
        "{\"events\":{\"reorder\":1.0}}",
        "{\"events\":{\"delay\":\"PT2S\"}}",
        "{\"seed\":1,\"redshift-data\":{\"throttle\":0.5}}",
        "{\"seed\":2,\"redshift-data\":{\"error\":0.5}}",
        "{\"seed\":3,\"redshift-data\":{\"timeoutAfterCommit\":0.5}}",
        "{\"seed\":4,\"sqs\":{\"error\":0.5}}",
      })
  void anAcceptedJobEndsOnceWithItsRows(String faults) {
    Socket socket = Socket.of(ada);
    String month = Trips.year() + "-03";
    put(faults);

    JsonObject job = ada.run("trips-by-day", Map.of("month", month));

    JsonObject ended = ada.ended(job);
    assertEquals("FINISHED", ended.getString("state"));
    assertEquals(31, ended.getInt("rowCount"));
    assertEquals(ended, socket.ending(job).getJsonObject("job"));
    clear();
    assertEquals(ended, ada.get("/api/jobs/" + job.getString("id")).json(), "and stays so");
    assertEquals(
        1,
        socket.messages().stream()
            .filter(message -> message.getString("type").equals("job"))
            .map(message -> message.getJsonObject("job"))
            .filter(told -> !told.isNull("endedAt"))
            .map(told -> told.getInt("version"))
            .distinct()
            .count(),
        "one ending is told");
    socket.close();
  }

  @Test
  void anExpiredResultIsReportedAndNothingElseIsShown() {
    JsonObject job = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-03")));
    put("{\"redshift-data\":{\"expire\":1.0}}");

    TestHttp.Answer answer = ada.get("/api/jobs/" + job.getString("id") + "/rows");

    assertEquals(410, answer.status());
    assertEquals("RESULT_EXPIRED", answer.json().getString("code"));
  }

  @Test
  void withoutItsTableTheServerSaysToComeBackAndIsNotReady() {
    put("{\"dynamodb\":{\"error\":1.0}}");

    TestHttp.Answer answer =
        ada.post("/api/jobs", "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"2015-03\"}}");

    assertEquals(503, answer.status());
    assertEquals("UNAVAILABLE", answer.json().getString("code"));
    assertFalse(answer.header("Retry-After").isEmpty());
    assertEquals(
        503,
        TestHttp.send(HttpRequest.newBuilder(TestCloud.server().resolve("/health/ready")))
            .status());
  }

  @Test
  void neitherValuesNorRowsNorTracesReachTheLog() throws Exception {
    TestUser analyst = TestUser.analyst();
    String secret = "tell-nobody-7d1c";
    analyst.ended(
        analyst
            .post(
                "/api/jobs",
                "{\"sql\":\"select :word as word, 1/0\",\"arguments\":{\"word\":\""
                    + secret
                    + "\"}}")
            .json());
    analyst.ended(analyst.runSql("select '" + secret + "' as word"));

    try (Stream<Path> logs = Files.walk(TestCloud.logs())) {
      for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
        assertFalse(Files.readString(log).contains(secret), log + " holds a value");
      }
    }
    String messages = Files.readString(TestCloud.logs().resolve("messages.log"));
    assertFalse(messages.contains("\tat io.querycast"), "there is a stack trace");
    assertTrue(messages.contains("CWWKF0011I"), "the log is found");
  }

  private static void put(String faults) {
    TestHttp.Answer answer =
        TestHttp.send(
            HttpRequest.newBuilder(TestCloud.address().resolve("/_faults"))
                .PUT(HttpRequest.BodyPublishers.ofString(faults)));
    assertEquals(200, answer.status(), answer.response().body());
  }
}
