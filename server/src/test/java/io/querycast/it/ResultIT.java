package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole results, and what happens when one fails in its middle. */
@ExtendWith(ArquillianExtension.class)
class ResultIT {
  private static TestUser ada;
  private static TestUser analyst;

  /** A finished job of many pages. */
  private static JsonObject trips;

  @BeforeAll
  static void run() {
    ada = TestUser.signedIn();
    analyst = TestUser.analyst();
    trips =
        ada.ended(
            ada.run(
                "trips", Map.of("from", Trips.year() + "-03-01", "to", Trips.year() + "-05-31")));
    assertTrue(trips.getInt("rowCount") > 10_000, trips.toString());
  }

  @AfterEach
  void clear() {
    TestHttp.send(HttpRequest.newBuilder(TestCloud.address().resolve("/_faults")).DELETE());
  }

  @Test
  void everyRowIsInTheCsvInOrder() {
    TestHttp.Answer answer = ada.get(path(trips, "result.csv"));

    assertEquals(200, answer.status(), answer.response().body());
    assertEquals("text/csv;charset=utf-8", answer.header("Content-Type").replace(" ", ""));
    assertEquals(
        "attachment; filename=\"trips-%s-03-01-%s-05-31.csv\""
            .formatted(Trips.year(), Trips.year()),
        answer.header("Content-Disposition"));
    List<String> lines = answer.response().body().lines().toList();
    assertEquals(trips.getInt("rowCount") + 1, lines.size());
    List<String> times = lines.stream().skip(1).map(line -> line.split(",", -1)[1]).toList();
    assertEquals(times.stream().sorted().toList(), times);
  }

  @Test
  void theLastLineOfNdjsonCountsTheRows() {
    TestHttp.Answer answer = ada.get(path(trips, "result.ndjson"));

    List<String> lines = answer.response().body().lines().toList();
    assertEquals(trips.getInt("rowCount") + 2, lines.size());
    JsonObject page = ada.get(path(trips, "rows")).json();
    assertEquals(page.get("columns"), object(lines.get(0)).get("columns"));
    assertEquals(page.getJsonArray("rows").get(0).toString(), lines.get(1));
    assertEquals(
        trips.getInt("rowCount"),
        object(lines.get(lines.size() - 1)).getJsonObject("end").getInt("rows"));
  }

  @Test
  void nullEmptyTextAndFormulasAreWrittenAsAsked() {
    JsonObject job =
        analyst.ended(
            analyst.runSql(
                "select cast(null as varchar) as nothing, '' as empty, '=1+1' as formula,"
                    + " -0.50::decimal(9,2) as amount, 'a \"b\", c' as quoted,"
                    + " 9007199254740993::bigint as large"));

    String header = "nothing,empty,formula,amount,quoted,large\r\n";
    assertEquals(
        header + ",\"\",\"'=1+1\",-0.50,\"a \"\"b\"\", c\",9007199254740993\r\n",
        analyst.get(path(job, "result.csv")).response().body());
    assertEquals(
        "\ufeff" + header + "NULL,\"\",=1+1,-0.50,\"a \"\"b\"\", c\",9007199254740993\r\n",
        analyst.get(path(job, "result.csv?nulls=NULL&bom=true&raw=true")).response().body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nulls=a,b", "nulls=12345678901234567", "bom=1", "raw=yes"})
  void anUnknownChoiceIsRefused(String choice) {
    TestHttp.Answer answer = ada.get(path(trips, "result.csv?" + choice));

    assertEquals(400, answer.status());
    assertEquals("PARAMETER_INVALID", answer.json().getString("code"));
  }

  @Test
  void aDownloadAddressNeedsNoTokenAndIsGoodOnce() throws Exception {
    TestHttp.Answer answer =
        ada.post(path(trips, "downloads"), "{\"format\":\"csv\",\"nulls\":\"NULL\",\"bom\":true}");
    assertEquals(201, answer.status(), answer.response().body());
    URI address = URI.create(answer.json().getString("url"));

    assertEquals(
        405,
        TestHttp.send(
                HttpRequest.newBuilder(address).method("HEAD", HttpRequest.BodyPublishers.noBody()))
            .status(),
        "HEAD does not use it up");
    TestHttp.Answer file = TestHttp.send(HttpRequest.newBuilder(address));
    assertEquals(200, file.status(), file.response().body());
    assertTrue(file.response().body().startsWith("\ufeff"));
    assertTrue(file.header("Content-Disposition").startsWith("attachment; filename=\"trips-"));
    TestHttp.Answer again = TestHttp.send(HttpRequest.newBuilder(address));
    assertEquals(404, again.status());
    assertEquals("DOWNLOAD_NOT_FOUND", again.json().getString("code"));
  }

  @Test
  void anInventedAddressIsNotFoundHoweverLongItIs() {
    for (String key : List.of("x", "x.y", "x".repeat(3_000) + ".y", "x." + "y".repeat(3_000))) {
      TestHttp.Answer answer = ada.get("/api/downloads/" + key);
      assertEquals(404, answer.status(), answer.response().body());
      assertEquals("DOWNLOAD_NOT_FOUND", answer.json().getString("code"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | 422 | BODY_INVALID",
        "{\"format\":\"xlsx\"} | 422 | BODY_INVALID",
        "{\"format\":\"csv\",\"more\":1} | 422 | BODY_INVALID",
        "[] | 422 | BODY_INVALID",
        "{ | 400 | BROKEN_JSON",
        "{\"format\":\"csv\",\"bom\":7} | 422 | BODY_INVALID",
      })
  void anAddressForWhatCannotBeDownloadedIsRefused(String body, int status, String code) {
    TestHttp.Answer answer = ada.post(path(trips, "downloads"), body);

    assertEquals(status, answer.status(), answer.response().body());
    assertEquals(code, answer.json().getString("code"));
  }

  @Test
  void anothersResultIsNotFoundAndWithoutATokenThereIsNone() {
    TestUser eve = TestUser.signedIn();
    for (String what : List.of("result.csv", "result.ndjson")) {
      assertEquals("JOB_NOT_FOUND", eve.get(path(trips, what)).json().getString("code"));
      assertEquals(
          401,
          TestHttp.send(HttpRequest.newBuilder(TestCloud.server().resolve(path(trips, what))))
              .status());
    }
    assertEquals(404, eve.post(path(trips, "downloads"), "{\"format\":\"csv\"}").status());
    assertEquals(
        404,
        TestHttp.send(HttpRequest.newBuilder(TestCloud.server().resolve("/api/downloads/abc.def")))
            .status());
  }

  @Test
  void aPageOfAnotherJobIsRefused() {
    JsonObject other =
        ada.ended(
            ada.run(
                "trips", Map.of("from", Trips.year() + "-03-01", "to", Trips.year() + "-03-31")));
    String next = ada.get(path(other, "rows")).json().getString("next");

    assertEquals(200, ada.get(path(other, "rows?page=" + next)).status());
    for (String page :
        List.of(next, next.substring(0, next.length() - 2), "x", "", "A".repeat(4_000))) {
      TestHttp.Answer answer = ada.get(path(trips, "rows?page=" + page));
      assertEquals(404, answer.status());
      assertEquals("PAGE_NOT_FOUND", answer.json().getString("code"));
    }
    TestUser eve = TestUser.signedIn();
    TestHttp.Answer strangers = eve.get(path(other, "rows?page=" + next));
    assertEquals(404, strangers.status());
    assertEquals("JOB_NOT_FOUND", strangers.json().getString("code"));
  }

  @Test
  void everyRowIsReadPageByPageWithTheNextPageReadAhead() {
    JsonObject job = spring();
    long count = 0;
    String page = "";
    while (page != null) {
      JsonObject rows = ada.get(path(job, "rows" + page)).json();
      count += rows.getJsonArray("rows").size();
      page = rows.containsKey("next") ? "?page=" + rows.getString("next") : null;
    }

    assertEquals(job.getInt("rowCount"), count);
  }

  @Test
  void aJobWhoseResultIsGoneSaysSoFromThenOn() {
    JsonObject job = spring();
    String next = ada.get(path(job, "rows")).json().getString("next");
    put("{\"redshift-data\":{\"expire\":1.0}}");

    TestHttp.Answer answer = ada.get(path(job, "rows?page=" + next));
    clear();

    assertEquals(410, answer.status());
    assertEquals("RESULT_EXPIRED", answer.json().getString("code"));
    lost(job);
    for (String what : List.of("rows", "rows?page=" + next, "result.csv", "result.ndjson")) {
      assertEquals("RESULT_EXPIRED", ada.get(path(job, what)).json().getString("code"), what);
    }
    assertEquals(410, ada.post(path(job, "downloads"), "{\"format\":\"csv\"}").status());
  }

  @ParameterizedTest
  @CsvSource({"result.csv, identity", "result.ndjson, identity", "result.csv, gzip"})
  void aResultThatExpiresInTheMiddleIsVisiblyBroken(String what, String encoding) throws Exception {
    put("{\"redshift-data\":{\"expire\":0.2}}");

    Begun begun = begun(what, encoding);
    HttpResponse<InputStream> answer = begun.answer();

    assertThrows(
        IOException.class,
        () -> {
          try (InputStream body = answer.body()) {
            body.readAllBytes();
          }
        });
    lost(begun.job());
  }

  @Test
  void theLastChunkOfABrokenResultIsNeverSent() throws Exception {
    put("{\"redshift-data\":{\"expire\":0.2}}");

    String answer;
    do {
      answer = raw(path(spring(), "result.csv"));
    } while (!answer.startsWith("HTTP/1.1 200"));

    assertTrue(answer.contains("Transfer-Encoding: chunked"), answer.substring(0, 500));
    assertFalse(answer.endsWith("\r\n0\r\n\r\n"), "it ends as if it were whole");
    assertFalse(answer.contains("Problem"), "no words of an error among the rows");
    assertFalse(answer.contains("Error 500"), "no words of an error among the rows");
  }

  @Test
  void throttlingInTheMiddleIsWaitedFor() {
    put("{\"seed\":5,\"redshift-data\":{\"throttle\":0.3}}");

    TestHttp.Answer answer =
        Await.until(
            "the first page is not throttled",
            () -> ada.get(path(trips, "result.ndjson")),
            each -> each.status() == 200);

    List<String> lines = answer.response().body().lines().toList();
    assertEquals(
        trips.getInt("rowCount"),
        object(lines.get(lines.size() - 1)).getJsonObject("end").getInt("rows"));
  }

  /** A finished job of many pages that no other test uses. */
  private static JsonObject spring() {
    return ada.ended(
        ada.run("trips", Map.of("from", Trips.year() + "-03-01", "to", Trips.year() + "-05-31")));
  }

  /** Expects that the job is finished, and that its result is gone. */
  private static void lost(JsonObject job) {
    JsonObject now = ada.get("/api/jobs/" + job.getString("id")).json();
    assertEquals("FINISHED", now.getString("state"));
    assertEquals("RESULT_EXPIRED", now.getJsonObject("error").getString("code"));
    assertEquals(job.getInt("version") + 1, now.getInt("version"));
    assertTrue(
        now.getString("expiresAt").compareTo(job.getString("expiresAt")) < 0, now.toString());
    assertEquals(job.getInt("rowCount"), now.getInt("rowCount"));
  }

  private record Begun(JsonObject job, HttpResponse<InputStream> answer) {}

  /** An answer whose first page has arrived. */
  private static Begun begun(String what, String encoding) throws Exception {
    while (true) {
      JsonObject job = spring();
      HttpResponse<InputStream> answer =
          TestHttp.CLIENT.send(
              ada.request(path(job, what))
                  .header("Accept-Encoding", encoding)
                  .timeout(Duration.ofSeconds(40))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() == 200) {
        return new Begun(job, answer);
      }
      answer.body().close();
    }
  }

  /** All bytes of an answer, until the server closes the connection. */
  private static String raw(String path) throws IOException {
    URI server = TestCloud.server();
    try (java.net.Socket socket = new java.net.Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(40_000);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, server.getAuthority(), ada.accessToken())
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String path(JsonObject job, String what) {
    return "/api/jobs/" + job.getString("id") + "/" + what;
  }

  private static void put(String faults) {
    TestHttp.Answer answer =
        TestHttp.send(
            HttpRequest.newBuilder(TestCloud.address().resolve("/_faults"))
                .PUT(HttpRequest.BodyPublishers.ofString(faults)));
    assertEquals(200, answer.status(), answer.response().body());
  }

  private static JsonObject object(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
