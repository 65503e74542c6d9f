package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever one user sends, the others do not notice. */
@ExtendWith(ArquillianExtension.class)
class OthersIT {
  private static final URI FAULTS = TestCloud.address().resolve("/_faults");

  private static TestUser ada;
  private static TestUser eve;

  @BeforeAll
  static void signUp() {
    ada = TestUser.analyst();
    eve = TestUser.analyst();
  }

  @AfterEach
  void eveGoesOn() {
    TestHttp.send(HttpRequest.newBuilder(FAULTS).DELETE());
    assertEquals("FINISHED", eve.ended(eve.runSql("select 1")).getString("state"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'sql':'select \\ud800'}",
        "{'sql':'select \\ude95\\ud83d'}",
        "{'sql':'select \\u0000'}",
        "{'sql':'select :a','arguments':{'a':'\\udfff'}}",
        "{'sql':'select :a','arguments':{'a':'\\u0000'}}",
        "{'sql':'select 1','arguments':{'\\ud800':'a'}}",
        "{'query':'\\ud800'}",
        "{'query':'trips-by-day','arguments':{'month':'\\ud800'}}",
        "{'query':'trips-by-day','arguments':{'month':['\\ud800']}}",
        "{'\\ud800':1}"
      })
  void aJobWithTextThatIsNotUnicodeIsRefused(String body) {
    TestHttp.Answer answer = eve.post("/api/jobs", body.replace('\'', '"'));
    assertEquals(422, answer.status(), answer.response().body());
    assertEquals("TEXT_INVALID", answer.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'title':'\\ud800','sql':'select 1'}",
        "{'title':'Mine','sql':'select \\ud800'}",
        "{'title':'Mine','sql':'select \\u0000'}"
      })
  void aQueryWithTextThatIsNotUnicodeIsNotKept(String body) {
    TestHttp.Answer answer = put("/api/queries/mine/mine", body);
    assertEquals(422, answer.status(), answer.response().body());
    assertEquals("TEXT_INVALID", answer.code());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/jobs?before=%ED%A0%80, 422, TEXT_INVALID",
    "/api/jobs?limit=%ff, 422, TEXT_INVALID",
    "/api/jobs?limit=1&nobody=%C0%80, 422, TEXT_INVALID",
    "/api/jobs/01KAWGK3Q4ZP5X0V6T8N9M2R7C/rows?page=%ED%BF%BF, 422, TEXT_INVALID",
    "/api/jobs/01KAWGK3Q4ZP5X0V6T8N9M2R7C/result.csv?nulls=%E2%82, 422, TEXT_INVALID",
    "/api/snapshot?wait=%00, 422, TEXT_INVALID",
    "/api/jobs?before=\u00e9%ef%bf%bf, 400, PAGE_INVALID"
  })
  void anAddressWithTextThatIsNotUnicodeIsRefused(String path, int status, String code) {
    TestHttp.Answer answer = ada.get(path);
    assertEquals(status, answer.status(), answer.response().body());
    assertEquals(code, answer.code());
  }

  @Test
  void aDownloadWithTextThatIsNotUnicodeIsRefused() {
    JsonObject job = ada.ended(ada.runSql("select 1"));
    String path = "/api/jobs/" + job.getString("id") + "/downloads";
    TestHttp.Answer answer = ada.post(path, "{\"format\":\"csv\",\"nulls\":\"\\ud800\"}");
    assertEquals("TEXT_INVALID", answer.code());
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedAsJson() {
    HttpRequest.Builder request =
        ada.request("/api/jobs").header("Content-Type", "application/json");
    byte[] body = {
      '{', '"', 's', 'q', 'l', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'
    };
    TestHttp.Answer answer =
        TestHttp.send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    assertEquals(400, answer.status());
    assertEquals("BROKEN_JSON", answer.code());
  }

  @Test
  void theOnlyStatementThatFailsIsPassedOverAndSaysSo() {
    faults("{'redshift-data':{'errorFor':'nobody-takes-this'}}");
    JsonObject bad = ada.runSql("select 'nobody-takes-this'");

    for (int i = 0; i < 6; i++) {
      assertEquals("FINISHED", eve.ended(eve.runSql("select " + i)).getString("state"));
    }

    JsonObject job =
        Await.until(
            "it is passed over",
            () -> {
              // It counts only as its own fault while others are answered.
              eve.ended(eve.runSql("select 1"));
              return ada.get("/api/jobs/" + bad.getString("id")).json();
            },
            now -> !now.isNull("queue") && now.getJsonObject("queue").getInt("position") == 0);
    assertEquals("SUBMITTED", job.getString("state"));
    assertEquals("PASSED_OVER", job.getJsonObject("queue").getString("reason"));
    assertEquals("FINISHED", ada.ended(ada.runSql("select 1")).getString("state"));
    assertEquals(202, ada.delete("/api/jobs/" + bad.getString("id")).status());
    assertEquals("CANCELLED", ada.ended(bad).getString("state"));
  }

  @Test
  void aStatementWhoseEndNobodyReportsHoldsUpNoOther() {
    faults("{'redshift-data':{'slow':'PT1S'}}");
    JsonObject bad = ada.runSql("select 'bad'");
    JsonObject item = ada.get("/api/jobs/" + bad.getString("id")).json();
    assertEquals("RUNNING", item.getString("state"));
    String statement =
        TestHttp.aws(
                "RedshiftData.ListStatements",
                Json.createObjectBuilder()
                    .add("StatementName", bad.getString("id"))
                    .add("Status", "ALL")
                    .build())
            .getJsonArray("Statements")
            .getJsonObject(0)
            .getString("Id");
    faults("{'redshift-data':{'errorFor':'" + statement + "'}}");

    for (int i = 0; i < 2; i++) {
      assertEquals("FINISHED", eve.ended(eve.runSql("select " + i)).getString("state"));
    }
    assertTrue(ada.get("/api/jobs/" + bad.getString("id")).json().isNull("endedAt"));
    faults("{}");
    assertEquals("FINISHED", ada.ended(bad).getString("state"));
  }

  private static TestHttp.Answer put(String path, String body) {
    return TestHttp.send(
        ada.request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private static void faults(String faults) {
    TestHttp.Answer answer =
        TestHttp.send(
            HttpRequest.newBuilder(FAULTS)
                .PUT(HttpRequest.BodyPublishers.ofString(faults.replace('\'', '"'))));
    assertEquals(200, answer.status(), answer.response().body());
  }
}
