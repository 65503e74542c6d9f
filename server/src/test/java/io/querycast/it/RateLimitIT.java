package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A flood by one leaves the others alone, and honest crowds are let in. */
@ExtendWith(ArquillianExtension.class)
class RateLimitIT {
  private static final int CROWD = 100;
  private static final int USERS = 8;
  private static final int BODIES = 1000;

  /** Fewer than may wait for their bodies, and more than are worked on at once. */
  private static final int AT_ONCE = 24;

  static final int WAITS = 10;

  /** Each costs five of two thousand turns. */
  private static final int GUESSES = 450;

  /** The server gives a turn to 100 of them in a second, lets 500 wait, and refuses the others. */
  private static final int FLOOD = 4000;

  private static final int WAVE = 100;

  private static final int ANSWERED = 200;

  @Test
  void whatComesAtOnceWaitsForItsTurnAndIsAnsweredAsItsUsers() {
    TestUser ada = TestUser.signedIn();
    ada.run("trips-by-day", Map.of("month", "2015-03"));
    ada.run("trips-by-day", Map.of("month", "2015-04"));

    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      answers.add(send(ada.request("/api/jobs?limit=1&other=%1E%0A")));
    }

    for (CompletableFuture<HttpResponse<String>> each : answers) {
      HttpResponse<String> answer = each.join();
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(
          1, new TestHttp.Answer(answer).json().getJsonArray("jobs").size(), answer.body());
      assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
      assertEquals(List.of("no-store"), answer.headers().allValues("Cache-Control"));
    }
  }

  /**
   * Waiting requests are dispatched while others end. Each must get the answer to its own content.
   */
  @Test
  void aBodyThatWaitsForItsTurnGetsTheAnswerToWhatItSaid() throws Exception {
    List<TestUser> crowd = Stream.generate(TestUser::signedIn).limit(USERS).toList();
    ExecutorService clients = Executors.newFixedThreadPool(USERS * AT_ONCE);
    try {
      List<Future<TestHttp.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < BODIES; i++) {
        String body = "{\"query\":\"trips\",\"arguments\":{\"none%d\":\"x\"}}".formatted(i);
        TestUser one = crowd.get(i % USERS);
        answers.add(clients.submit(() -> one.post("/api/jobs", body)));
      }
      for (int i = 0; i < BODIES; i++) {
        TestHttp.Answer answer = answers.get(i).get();
        String said = answer.response().body();
        assertEquals(422, answer.status(), "answer %d: '%s'".formatted(i, said));
        assertTrue(said.contains("\"none%d\"".formatted(i)), said);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aRequestWhoseBodyIsWaitedForMayHoldAnythingInItsQuery() {
    String body = "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"2015-03\"}}";

    TestHttp.Answer answer = TestUser.signedIn().post("/api/jobs?other=%1E%0A%C3%A9", body);

    assertEquals(202, answer.status(), answer.response().body());
  }

  @Test
  void onlySomeSnapshotsOfOneUserWaitAndTheOthersAreToldWhenToComeBack() {
    TestUser eve = TestUser.signedIn();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < WAITS + 5; i++) {
      answers.add(send(eve.request("/api/snapshot?wait=3").header("If-None-Match", "*")));
    }

    List<Integer> statuses = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> each : answers) {
      HttpResponse<String> answer = each.join();
      statuses.add(answer.statusCode());
      if (answer.statusCode() == 429) {
        assertEquals("2", answer.headers().firstValue("Retry-After").orElse(""));
        assertTrue(answer.body().contains("TOO_MANY_REQUESTS"), answer.body());
      }
    }
    statuses.sort(null);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < WAITS + 5; i++) {
      expected.add(i < WAITS ? 304 : 429);
    }
    assertEquals(expected, statuses);
    assertEquals(200, TestUser.signedIn().get("/api/snapshot").status());
  }

  /** From an address of its own, so that tests with the usual address do not wait for it. */
  @Tag("long")
  @Test
  void thePageIsGivenOutInTurnsToo() throws IOException {
    for (int i = 0; i < GUESSES; i++) {
      try (Client guesser = flood(Client.head("GET /api/downloads/none HTTP/1.1"))) {
        guesser.heardUntil("HTTP/1.1 404");
      }
    }

    FirstFailures failures = FirstFailures.untilNow();
    List<Client> all = new ArrayList<>();
    try {
      boolean isRefused = false;
      while (all.size() < FLOOD && !isRefused) {
        for (int i = 0; i < WAVE; i++) {
          all.add(flood(Client.head("GET /?a=b HTTP/1.1")));
        }
        // One of each wave is enough: a look takes a millisecond, in which others get their turn.
        isRefused = status(all.get(all.size() - WAVE)).equals("429");
      }
      assertTrue(isRefused, "some are refused");
      Await.until(
          "each that is answered has the whole page",
          () -> all.stream().filter(each -> status(each).equals("200")).toList(),
          answered ->
              answered.size() > ANSWERED
                  && answered.stream().allMatch(each -> each.heard().contains("</html>")));
    } finally {
      for (Client each : all) {
        each.close();
      }
    }
    assertEquals(200, TestHttp.send(HttpRequest.newBuilder(TestCloud.server())).status());
    assertEquals(
        List.of(), failures.since(), "unexpected exceptions in the container when clients left");
  }

  private static Client flood(String text) throws IOException {
    return Client.saying(TestCloud.server(), "127.0.0.77", text);
  }

  private static String status(Client client) {
    boolean unused = client.isOver();
    String heard = client.heard();
    return heard.startsWith("HTTP/1.1 ") ? heard.substring(9, 12) : "";
  }

  private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return TestHttp.CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
