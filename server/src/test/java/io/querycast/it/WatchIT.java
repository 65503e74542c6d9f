package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users watch, on a server with two users. */
@ExtendWith(ArquillianExtension.class)
class WatchIT {
  private static final String WATCHES = "/api/watches/";

  @Test
  void allWhoWatchAreToldTheAnswerOfOneRun() {
    TestUser ada = TestUser.signedIn();
    TestUser eve = TestUser.signedIn();
    Socket adas = Socket.of(ada).begun();
    Socket eves = Socket.of(eve).begun();
    String month = Trips.year() + "-02";

    assertEquals(200, put(ada, "mine", month).status());
    JsonObject first = answer(adas, "mine");
    assertEquals(200, put(eve, "hers", month).status());
    JsonObject same = answer(eves, "hers");

    assertEquals("statement", first.getJsonObject("served").getString("by"));
    assertEquals(first.getJsonObject("served"), same.getJsonObject("served"));
    assertEquals(first.getJsonObject("result"), same.getJsonObject("result"));
    assertEquals(7 * 24, first.getJsonObject("result").getJsonArray("rows").size());
    JsonObject watch = ada.get(WATCHES + "mine").json();
    assertEquals(first.getString("asOf"), watch.getJsonObject("answer").getString("asOf"));
    assertEquals(
        first.getJsonObject("result").getJsonArray("rows"),
        ada.get(WATCHES + "mine/rows").json().getJsonArray("rows"));
    adas.close();
    eves.close();
  }

  @Test
  void theAnswerComesAgainAfterThePauseAndNoMoreWhenTheWatchIsDeleted() {
    TestUser ada = TestUser.signedIn();
    Socket socket = Socket.of(ada).begun();

    put(ada, "w", Trips.year() + "-04");
    JsonObject first = answer(socket, "w");
    JsonObject second =
        socket.next(
            "the next answer",
            message ->
                isAnswer(message, "w")
                    && !message.getJsonObject("served").equals(first.getJsonObject("served")));

    assertTrue(second.getString("asOf").compareTo(first.getString("asOf")) > 0);
    assertEquals(204, ada.delete(WATCHES + "w").status());
    assertEquals(404, ada.get(WATCHES + "w").status());
    assertEquals(List.of(), ada.get("/api/watches").json().getJsonArray("watches"));
    socket.close();
  }

  @Test
  void aRunIsNobodysJobAndAWatchIsItsOwners() {
    TestUser ada = TestUser.signedIn();
    TestUser eve = TestUser.signedIn();
    Socket socket = Socket.of(ada).begun();

    put(ada, "w", Trips.year() + "-05");
    String run = answer(socket, "w").getJsonObject("served").getString("statement");

    for (TestUser user : List.of(ada, eve)) {
      assertEquals(404, user.get("/api/jobs/" + run).status());
      assertEquals(404, user.get("/api/jobs/" + run + "/rows").status());
      assertEquals(404, user.delete("/api/jobs/" + run).status());
      assertEquals(List.of(), user.get("/api/jobs").json().getJsonArray("jobs"));
    }
    assertEquals(404, eve.get(WATCHES + "w").status());
    assertEquals(404, eve.get(WATCHES + "w/rows").status());
    assertEquals(404, eve.delete(WATCHES + "w").status());
    assertFalse(socket.messages().stream().anyMatch(each -> each.getString("type").equals("job")));
    socket.close();
  }

  @Test
  void aWatchIsChangedByItsVersion() {
    TestUser ada = TestUser.signedIn();
    TestHttp.Answer made = put(ada, "w", Trips.year() + "-06");
    String other = Trips.year() + "-07";

    assertEquals("\"1\"", made.header("ETag"));
    assertEquals(428, put(ada, "w", other).status());
    assertEquals(412, put(ada, "w", other, "If-Match", "\"9\"").status());
    assertEquals("\"2\"", put(ada, "w", other, "If-Match", "\"1\"").header("ETag"));
    assertEquals(422, put(ada, "x", other + "-01").status());
  }

  private static JsonObject answer(Socket socket, String watch) {
    return socket.next("an answer comes", message -> isAnswer(message, watch));
  }

  private static boolean isAnswer(JsonObject message, String watch) {
    return message.getString("type").equals("answer") && message.getString("watch").equals(watch);
  }

  private static TestHttp.Answer put(TestUser user, String id, String month, String... headers) {
    JsonObject body =
        Json.createObjectBuilder()
            .add("query", "busiest-hours")
            .add("arguments", Json.createObjectBuilder().add("month", month))
            .add("refresh", "PT10S")
            .build();
    HttpRequest.Builder request =
        user.request(WATCHES + id)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body.toString()));
    return TestHttp.send(headers.length == 0 ? request : request.headers(headers));
  }
}
