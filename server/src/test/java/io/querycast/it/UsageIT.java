package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What jobs take, as their users and an operator see it. */
@ExtendWith(ArquillianExtension.class)
class UsageIT {
  private static final String USAGE = "/api/admin/usage";

  @Test
  void aJobSaysWhatItTookAndAnOperatorSeesWhoAskedForIt() {
    TestUser ada = TestUser.analyst();
    TestUser eve = TestUser.analyst();
    JsonObject first = ada.ended(ada.runSql("select 1 as one"));
    JsonObject second = ada.ended(ada.runSql("select no_such_column"));
    eve.ended(eve.runSql("select 2 as two"));

    JsonObject cost = first.getJsonObject("cost");
    assertTrue(Duration.parse(cost.getString("warehouse")).toNanos() > 0, cost.toString());
    assertEquals("PT0S", cost.getString("saved"));
    assertTrue(cost.getInt("calls") >= 2, "one to start, one to learn the end: " + cost);
    assertTrue(cost.isNull("price"), "no price is set");
    assertEquals("FAILED", second.getString("state"));
    assertTrue(!second.getJsonObject("cost").isNull("warehouse"), second.toString());

    TestUser admin = TestUser.admin();
    JsonObject adas =
        Await.until("Ada's sums are written", () -> of(admin, ada), Optional::isPresent)
            .orElseThrow();
    assertEquals(2, adas.getInt("asked"));
    assertEquals(2, adas.getInt("statements"));
    assertTrue(adas.getInt("calls") >= 4, adas.toString());
    JsonObject eves =
        Await.until("Eve's sums are written", () -> of(admin, eve), Optional::isPresent)
            .orElseThrow();
    assertEquals(1, eves.getInt("statements"));
  }

  private static Optional<JsonObject> of(TestUser admin, TestUser user) {
    return admin
        .get(USAGE + "?by=user")
        .json()
        .getJsonArray("rows")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(row -> !row.isNull("user") && row.getString("user").equals(user.id()))
        .filter(row -> row.getInt("statements") == row.getInt("asked"))
        .findFirst();
  }

  @Test
  void aReportIsOfDaysThatThereAre() {
    TestUser admin = TestUser.admin();
    String today = LocalDate.now(ZoneOffset.UTC).toString();

    assertEquals(today, admin.get(USAGE).json().getString("to"));
    assertEquals("day", admin.get(USAGE).json().getString("by"));
    assertEquals(
        List.of(),
        List.copyOf(
            admin.get(USAGE + "?from=2001-01-01&to=2001-01-02").json().getJsonArray("rows")));
    for (String wrong :
        List.of(
            "from=yesterday",
            "to=2026-13-01",
            "to=12026-01-01",
            "by=job",
            "by=",
            "from=2026-02-02&to=2026-02-01",
            "from=2026-01-01&to=2026-04-03")) {
      TestHttp.Answer answer = admin.get(USAGE + "?" + wrong);
      assertEquals(400, answer.status(), wrong);
      assertEquals("PARAMETER_INVALID", answer.json().getString("code"), wrong);
    }
  }

  @Test
  void onlyOperatorsSeeIt() {
    JsonObject refused = TestUser.analyst().get(USAGE).json();

    assertEquals("NOT_AN_ADMIN", refused.getString("code"));
    assertEquals(Json.createValue(403), refused.get("status"));
  }
}
