package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs by REST, from the request to the rows. */
@ExtendWith(ArquillianExtension.class)
class JobsIT {
  private static final String MARCH =
      "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"2015-03\"}}";

  private static final String NESTED = "[[[[[[[[[[[[[[[[";

  private static TestUser ada;
  private static TestUser analyst;

  @BeforeAll
  static void signUp() {
    ada = TestUser.signedIn();
    analyst = TestUser.analyst();
  }

  @Test
  void aJobIsAcceptedAndItsEndingIsLearned() {
    TestHttp.Answer accepted = ada.post("/api/jobs", MARCH);

    assertEquals(202, accepted.status());
    JsonObject job = accepted.json();
    assertTrue(accepted.header("Location").endsWith("/api/jobs/" + job.getString("id")));
    JsonObject ended = ada.ended(job);
    assertEquals("FINISHED", ended.getString("state"));
    JsonObject receipt = ended.getJsonObject("receipt");
    Instant ends = Instant.parse(receipt.getString("redshiftEnded"));
    Instant learned = Instant.parse(receipt.getString("learned"));
    assertFalse(learned.isBefore(ends), learned + " is before " + ends);
  }

  /** On a machine that is busy for seconds, the sweeper may be the first to learn of an ending. */
  @Test
  void theEventTellsTheEnding() {
    Await.until(
        "an ending that is learned from its event",
        () ->
            ada.ended(ada.run("trips-by-day", Map.of("month", "2015-03")))
                .getJsonObject("receipt")
                .getString("learnedFrom"),
        "event"::equals);
  }

  @Test
  void everyStepRaisesTheVersionWhichIsTheETag() {
    JsonObject ended = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-03")));

    TestHttp.Answer answer = ada.get("/api/jobs/" + ended.getString("id"));
    assertEquals("\"" + ended.getInt("version") + "\"", answer.header("ETag"));
    TestHttp.Answer again =
        TestHttp.send(
            ada.request("/api/jobs/" + ended.getString("id"))
                .header("If-None-Match", answer.header("ETag")));
    assertEquals(304, again.status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'query':'no-such','arguments':{}} | 422 | UNKNOWN_QUERY | ",
        "{'query':'trips','arguments':" + NESTED + " | 400 | BROKEN_JSON | ",
        "{'query':'trips-by-day','arguments':{'month':'2015-13'}} | 422 | ARGUMENT_INVALID | month",
        "{'query':'trips-by-day','arguments':{'month':'2015-3'}} | 422 | ARGUMENT_INVALID | month",
        "{'query':'trips-by-day','arguments':{'month':''}} | 422 | ARGUMENT_INVALID | month",
        "{'query':'trips-by-day','arguments':{'month':null}} | 422 | ARGUMENT_INVALID | month",
        "{'query':'trips-by-day','arguments':{'month':201503}} | 422 | ARGUMENT_INVALID | month",
        "{'query':'trips-by-day','arguments':{'month':['2015-03']}} | 422 | ARGUMENT_INVALID | month",
        "{'query':'trips-by-day','arguments':{'year':'2015'}} | 422 | ARGUMENT_UNKNOWN | year",
        "{'query':'trips','arguments':{'from':'2015-02-30','to':'2015-03-01'}} | 422 | ARGUMENT_INVALID | from",
        "{'query':7} | 422 | BODY_INVALID | ",
        "{'query':'trips-by-day','sql':'select 1'} | 422 | BODY_INVALID | ",
        "{'query':'trips-by-day','extra':1} | 422 | BODY_INVALID | ",
        "{'arguments':{}} | 422 | BODY_INVALID | ",
        "[] | 422 | BODY_INVALID | ",
        "{'query': | 400 | BROKEN_JSON | ",
        "{}{} | 400 | BROKEN_JSON | ",
        "``  | 400 | BROKEN_JSON | ",
      })
  void whatCannotBeRunIsRefusedInWordsAndNothingIsStored(
      String body, int status, String code, String parameter) {
    TestUser fresh = TestUser.signedIn();

    TestHttp.Answer answer = fresh.post("/api/jobs", body.replace('\'', '"'));

    assertEquals(status, answer.status(), answer.response().body());
    assertEquals("application/problem+json", answer.header("Content-Type"));
    JsonObject problem = answer.json();
    assertEquals(code, problem.getString("code"));
    assertEquals(status, problem.getInt("status"));
    assertEquals(parameter, problem.getString("parameter", null));
    assertEquals(List.of(), fresh.get("/api/jobs").json().getJsonArray("jobs"));
  }

  @Test
  void aBodyOfThreeMegabytesIsRefused() {
    String body = "{\"query\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}";

    TestHttp.Answer answer = ada.post("/api/jobs", body);

    assertEquals(413, answer.status());
    assertEquals("BODY_TOO_LARGE", answer.json().getString("code"));
  }

  @Test
  void aBodyThatIsNotJsonByItsTypeIsRefused() {
    TestHttp.Answer answer =
        TestHttp.send(
            ada.request("/api/jobs")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(MARCH)));

    assertEquals(415, answer.status());
    assertEquals("UNSUPPORTED_MEDIA_TYPE", answer.json().getString("code"));
  }

  @Test
  void aRouteOrMethodThatDoesNotExistIsAProblemToo() {
    assertEquals("NOT_FOUND", ada.get("/api/nothing").json().getString("code"));
    assertEquals("METHOD_NOT_ALLOWED", ada.delete("/api/queries").json().getString("code"));
  }

  @Test
  void theSameKeyGivesTheSameJobAlsoWhenAskedAtTheSameTime() {
    String key = UUID.randomUUID().toString();

    List<String> ids =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> ada.post("/api/jobs", MARCH, "Idempotency-Key", key))
            .map(answer -> answer.json().getString("id"))
            .distinct()
            .toList();

    assertEquals(1, ids.size());
    TestUser bob = TestUser.signedIn();
    assertNotEquals(
        ids.get(0),
        bob.post("/api/jobs", MARCH, "Idempotency-Key", key).json().getString("id"),
        "another user's key is another key");
  }

  @Test
  void anotherUsersJobAndNoJobAtAllAreTheSameToEveryVerb() {
    JsonObject job = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-03")));
    TestUser eve = TestUser.signedIn();
    String own = "/api/jobs/" + job.getString("id");
    String none = "/api/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV";

    for (String suffix : List.of("", "/rows", "/rows?page=MCA")) {
      TestHttp.Answer foreign = eve.get(own + suffix);
      assertEquals(404, foreign.status());
      assertEquals(eve.get(none + suffix).response().body(), foreign.response().body());
    }
    assertEquals(404, eve.delete(own).status());
    assertEquals(404, eve.get("/api/jobs/no-id").status());
    assertEquals(List.of(), eve.get("/api/jobs").json().getJsonArray("jobs"));
  }

  @Test
  void twoRunsOfOneQueryAreTwoJobsAndBothKeepTheirRows() {
    JsonObject march = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-03")));
    JsonObject april = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-04")));

    assertNotEquals(march.getString("id"), april.getString("id"));
    assertTrue(firstCell(ada, march).startsWith("2015-03") || march.getInt("rowCount") == 0);
    assertTrue(firstCell(ada, april).startsWith("2015-04") || april.getInt("rowCount") == 0);
  }

  @Test
  void nullIsNullAndNumbersAreExact() {
    JsonObject job =
        analyst.ended(
            analyst.runSql(
                "select cast(null as int) as nothing, '' as empty, 'null' as word,"
                    + " 9007199254740993::bigint as large, 7 as small, 0.10::decimal(9,2) as price,"
                    + " true as yes"));
    JsonObject rows = analyst.get("/api/jobs/" + job.getString("id") + "/rows").json();

    JsonArray row = rows.getJsonArray("rows").getJsonArray(0);
    assertEquals(JsonValue.NULL, row.get(0));
    assertEquals("", row.getString(1));
    assertEquals("null", row.getString(2));
    assertEquals("9007199254740993", row.getString(3));
    assertEquals(7, row.getInt(4));
    assertEquals("0.10", row.getString(5));
    assertEquals(JsonValue.TRUE, row.get(6));
    assertFalse(rows.containsKey("next"), "the last page names no next");
  }

  @Test
  void everyRowOfALongResultIsReadPageByPage() {
    JsonObject job = ada.ended(ada.run("trips", Map.of("from", firstDay(), "to", lastDay())));
    long expected = job.getJsonNumber("rowCount").longValue();
    assertTrue(expected > 3000, "more than a page, not " + expected);

    long read = 0;
    String page = "";
    String before = "";
    do {
      JsonObject rows = ada.get("/api/jobs/" + job.getString("id") + "/rows" + page).json();
      for (JsonArray row : rows.getJsonArray("rows").getValuesAs(JsonArray.class)) {
        String time = row.getString(1);
        assertTrue(before.compareTo(time) <= 0, "in time order");
        before = time;
        read++;
      }
      page = rows.containsKey("next") ? "?page=" + rows.getString("next") : null;
    } while (page != null);
    assertEquals(expected, read);
  }

  @Test
  void aPageThatWasNeverNamedIsRefused() {
    JsonObject job = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-03")));

    for (String page : List.of("x", "MTAwMDAwMCA", "LTEg", "MCBub3N1Y2g")) {
      TestHttp.Answer answer = ada.get("/api/jobs/" + job.getString("id") + "/rows?page=" + page);
      assertEquals(404, answer.status(), page);
      assertEquals("PAGE_NOT_FOUND", answer.json().getString("code"));
    }
  }

  @Test
  void aStatementThatRedshiftRefusesFailsWithRedshiftsOwnMessage() {
    JsonObject job = analyst.ended(analyst.runSql("select * from no_such_table"));

    assertEquals("FAILED", job.getString("state"));
    assertTrue(
        job.getJsonObject("error")
            .getString("message")
            .contains("relation \"no_such_table\" does not exist"),
        job.toString());
    String rows = "/api/jobs/" + job.getString("id") + "/rows";
    assertEquals("JOB_NOT_FINISHED", analyst.get(rows).json().getString("code"));
    assertEquals("PAGE_NOT_FOUND", analyst.get(rows + "?page=x").json().getString("code"));
  }

  @Test
  void valuesTravelBesideTheSqlAndAreNeverPartOfIt() {
    TestHttp.Answer answer =
        analyst.post(
            "/api/jobs",
            """
            {"sql":"select :word as word, 'it:s :word' as quoted -- :comment","arguments":{"word":"' union select 1 --"}}
            """);
    JsonObject job = analyst.ended(answer.json());

    JsonArray row =
        analyst
            .get("/api/jobs/" + job.getString("id") + "/rows")
            .json()
            .getJsonArray("rows")
            .getJsonArray(0);
    assertEquals("' union select 1 --", row.getString(0));
    assertEquals("it:s :word", row.getString(1));
  }

  @Test
  void ownSqlIsForAnalysts() {
    TestHttp.Answer answer = ada.post("/api/jobs", "{\"sql\":\"select 1\"}");

    assertEquals(403, answer.status());
    assertEquals("NOT_AN_ANALYST", answer.json().getString("code"));
  }

  @Test
  void aRunningJobIsCancelledWhenRedshiftSaysSo() {
    JsonObject job =
        analyst.runSql(
            "select count(*) from nyc_yellow_taxi a, nyc_yellow_taxi b, nyc_yellow_taxi c"
                + " where a.fare_amount + b.fare_amount > c.fare_amount");

    TestHttp.Answer cancelling = analyst.delete("/api/jobs/" + job.getString("id"));

    assertEquals(202, cancelling.status());
    assertTrue(cancelling.json().getBoolean("cancelRequested"));
    assertEquals("CANCELLED", analyst.ended(job).getString("state"));
  }

  @Test
  void cancellingWhatHasEndedChangesNothing() {
    JsonObject ended = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-03")));

    TestHttp.Answer answer = ada.delete("/api/jobs/" + ended.getString("id"));

    assertEquals(202, answer.status());
    assertEquals(ended, answer.json());
  }

  @Test
  void theListIsNewestFirstAndGoesOnWhereItStopped() {
    TestUser fresh = TestUser.signedIn();
    List<String> ids =
        IntStream.range(0, 5)
            .mapToObj(i -> fresh.run("trips-by-day", Map.of("month", "2015-0" + (i + 1))))
            .map(job -> job.getString("id"))
            .toList();

    JsonObject first = fresh.get("/api/jobs?limit=3").json();
    JsonObject second = fresh.get("/api/jobs?limit=3&before=" + first.getString("next")).json();

    assertEquals(List.of(ids.get(4), ids.get(3), ids.get(2)), listed(first));
    assertEquals(List.of(ids.get(1), ids.get(0)), listed(second));
    assertFalse(second.containsKey("next"));
    assertEquals(400, fresh.get("/api/jobs?limit=0").status());
    assertEquals(400, fresh.get("/api/jobs?before=x").status());
  }

  @Test
  void aListOfLongStatementsComesInPagesOfAMegabyteAndTheSnapshotStaysInOneFrame() {
    TestUser verbose = TestUser.analyst();
    String comment = "x".repeat(95 * 1024);
    int jobs = 13;
    for (int i = 0; i < jobs; i++) {
      verbose.runSql("select " + i + " -- " + comment);
    }

    JsonObject first = verbose.get("/api/jobs?limit=100").json();
    JsonObject rest = verbose.get("/api/jobs?before=" + first.getString("next")).json();
    assertTrue(listed(first).size() < jobs && listed(first).size() > 5, "about 1 MB");
    assertEquals(jobs, listed(first).size() + listed(rest).size(), "none is left out");
    assertFalse(rest.containsKey("next"));
    TestHttp.Answer snapshot = verbose.get("/api/snapshot");
    assertTrue(snapshot.response().body().length() <= 64 * 1024);
    assertEquals(jobs, listed(snapshot.json()).size(), "none is left out");
  }

  private static List<String> listed(JsonObject page) {
    return page.getJsonArray("jobs").getValuesAs(JsonObject.class).stream()
        .map(job -> job.getString("id"))
        .toList();
  }

  private static String firstCell(TestUser user, JsonObject job) {
    JsonArray rows =
        user.get("/api/jobs/" + job.getString("id") + "/rows").json().getJsonArray("rows");
    return rows.isEmpty() ? "" : rows.getJsonArray(0).getString(0);
  }

  private static String firstDay() {
    return Trips.year() + "-03-01";
  }

  private static String lastDay() {
    return Trips.year() + "-03-31";
  }
}
