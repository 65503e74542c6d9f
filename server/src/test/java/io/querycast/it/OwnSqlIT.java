package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL of analysts: the warehouse's catalogue and personal queries. */
@ExtendWith(ArquillianExtension.class)
class OwnSqlIT {
  private static final String QUERY = "{\"title\":\"Mine\",\"sql\":\"select :a\"}";

  private static TestUser ada;
  private static TestUser ben;
  private static TestUser reader;

  @BeforeAll
  static void signUp() {
    ada = TestUser.analyst();
    ben = TestUser.analyst();
    reader = TestUser.signedIn();
  }

  private static TestHttp.Answer put(TestUser user, String name, String body) {
    return TestHttp.send(
        user.request("/api/queries/mine/" + name)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void theWarehouseListsItsSchemasAndNamesItsUser() {
    JsonObject all = ada.get("/api/warehouse/schemas").json();
    assertEquals("querycast_reader", all.getString("user"));
    assertEquals("dev", all.getString("database"));
    assertEquals(
        "{\"name\":\"public\",\"system\":false}", all.getJsonArray("schemas").get(0).toString());

    assertEquals(
        "[{\"name\":\"nyc_yellow_taxi\",\"type\":\"TABLE\"}]",
        ada.get("/api/warehouse/tables?schema=public").json().getJsonArray("tables").toString());

    JsonObject table = ada.get("/api/warehouse/columns?schema=public&table=nyc_yellow_taxi").json();
    assertEquals(
        "{\"name\":\"pickup_datetime\",\"type\":\"timestamp\",\"nullable\":false}",
        table.getJsonArray("columns").get(1).toString());
  }

  @Test
  void aTableThatDoesNotExistIsNotFound() {
    assertEquals("NOT_FOUND", ada.get("/api/warehouse/tables?schema=none").code());
    for (String name :
        List.of("%25", "..", "a%2Fb", "%3B", "%5C", "%22;drop", "%C3%A4%F0%9F%98%80")) {
      assertEquals("NOT_FOUND", ada.get("/api/warehouse/tables?schema=" + name).code(), name);
      assertEquals(
          "NOT_FOUND", ada.get("/api/warehouse/columns?schema=public&table=" + name).code(), name);
    }
    assertEquals("NOT_FOUND", ada.get("/api/warehouse/columns?schema=public&table=none").code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tables", "tables?schema=", "columns?schema=public", "columns?table=x"})
  void aTableIsAskedForByItsWholeName(String route) {
    assertEquals("PARAMETER_INVALID", ada.get("/api/warehouse/" + route).code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/warehouse/schemas",
        "/api/warehouse/tables?schema=public",
        "/api/warehouse/columns?schema=public&table=nyc_yellow_taxi",
        "/api/queries/mine",
        "/api/queries/mine/mine"
      })
  void allOfItIsForAnalystsAlone(String path) {
    TestHttp.Answer refused = reader.get(path);
    assertEquals(403, refused.status());
    assertEquals("NOT_AN_ANALYST", refused.code());
    TestHttp.Answer ownSql = reader.post("/api/jobs", "{\"sql\":\"select 1\"}");
    assertEquals(ownSql.json(), refused.json());
    assertEquals(
        401, TestHttp.send(HttpRequest.newBuilder(TestCloud.server().resolve(path))).status());
  }

  @Test
  void keepingAndDeletingIsForAnalystsAloneToo() {
    assertEquals("NOT_AN_ANALYST", put(reader, "mine", QUERY).code());
    assertEquals("NOT_AN_ANALYST", reader.delete("/api/queries/mine/mine").code());
  }

  @Test
  void aPersonalQueryIsVisibleToItsOwnerOnly() {
    TestHttp.Answer kept = put(ada, "mine", QUERY);
    assertEquals(200, kept.status());
    assertEquals(kept.json(), ada.get("/api/queries/mine/mine").json());
    JsonObject listed =
        ada.get("/api/queries/mine").json().getJsonArray("queries").getJsonObject(0);
    assertEquals(List.of("name", "title", "updatedAt"), List.copyOf(listed.keySet()));

    TestHttp.Answer others = ben.get("/api/queries/mine/mine");
    assertEquals(404, others.status());
    assertEquals(ben.get("/api/queries/mine/none").json(), others.json());
    assertEquals("QUERY_NOT_FOUND", ben.delete("/api/queries/mine/mine").code());
    assertTrue(ben.get("/api/queries/mine").json().getJsonArray("queries").isEmpty());

    put(ben, "mine", "{\"title\":\"Ben's\",\"sql\":\"select 2\"}");
    assertEquals("Mine", ada.get("/api/queries/mine/mine").json().getString("title"));

    assertEquals(204, ada.delete("/api/queries/mine/mine").status());
    assertEquals("QUERY_NOT_FOUND", ada.get("/api/queries/mine/mine").code());
    assertEquals("Ben's", ben.get("/api/queries/mine/mine").json().getString("title"));
  }

  @Test
  void anInvalidPersonalQueryIsRefused() {
    assertEquals("BODY_INVALID", put(ada, "q", "{\"title\":\"Q\"}").code());
    assertEquals("BODY_INVALID", put(ada, "Not_so", QUERY).code());
    assertEquals("BODY_INVALID", put(ada, "q", "{\"title\":\"Q\",\"sql\":\"x\",\"a\":1}").code());
    assertEquals("BROKEN_JSON", put(ada, "q", "{").code());
    String tooLong = "{\"title\":\"Q\",\"sql\":\"" + "x".repeat(102_401) + "\"}";
    assertEquals("SQL_INVALID", put(ada, "q", tooLong).code());
  }

  @Test
  void aSyntaxErrorGivesItsPositionInTheTextAsWritten() {
    JsonObject job = ada.ended(ada.runSql("select *\nform nyc_yellow_taxi"));
    assertEquals(
        "ERROR: syntax error at or near \"form\"\n  Position: 10",
        job.getJsonObject("error").getString("message"));
  }
}
