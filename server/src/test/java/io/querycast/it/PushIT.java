package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** News on the socket. */
@ExtendWith(ArquillianExtension.class)
class PushIT {
  /** Sixteen more frames of 64 KB than the systems' own buffers take. */
  private static final int FRAMES = 150;

  /** Two pieces of news about one job may become one frame. */
  private static final int SPARE = 50;

  private static final int BATCH = 10;
  private static final int INBOXES = 16;

  private static TestUser ada;

  @BeforeAll
  static void signUp() {
    ada = TestUser.signedIn();
  }

  @Test
  void aSnapshotComesFirstAndThenBeatsWhileNothingChanges() {
    Socket socket = Socket.of(TestUser.signedIn());

    assertEquals("querycast.v1", socket.protocol());
    JsonObject beat = socket.next("a beat came", each -> each.getString("type").equals("beat"));
    assertEquals("snapshot", socket.messages().get(0).getString("type"));
    assertEquals(Set.of("type", "sentAt"), beat.keySet());
    socket.close();
  }

  @Test
  void theRowsArePushedWithTheEnding() {
    Socket socket = Socket.of(ada);

    JsonObject told = socket.ending(ada.run("trips-by-day", Map.of("month", Trips.year() + "-03")));

    assertEquals("FINISHED", told.getJsonObject("job").getString("state"));
    assertEquals(31, told.getJsonObject("result").getJsonArray("rows").size());
    assertFalse(told.getJsonObject("result").containsKey("next"));
    socket.close();
  }

  @Test
  void aLongResultIsCutAtOneFrameAndGoesOnByRest() {
    Socket socket = Socket.of(ada);
    String day = Trips.year() + "-03-";

    JsonObject told = socket.ending(ada.run("trips", Map.of("from", day + "01", "to", day + "31")));

    int length = told.toString().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(length <= 64 * 1024, "a frame of " + length);
    JsonObject result = told.getJsonObject("result");
    int pushed = result.getJsonArray("rows").size();
    assertTrue(pushed > 0);
    String rows = "/api/jobs/" + told.getJsonObject("job").getString("id") + "/rows";
    JsonObject whole = ada.get(rows).json();
    JsonObject rest = ada.get(rows + "?page=" + result.getString("next")).json();
    assertEquals(whole.getJsonArray("rows").get(pushed), rest.getJsonArray("rows").get(0));
    assertEquals(whole.getJsonArray("rows").size(), pushed + rest.getJsonArray("rows").size());
    socket.close();
  }

  @Test
  void aFailureIsPushedLikeAnyOtherEnding() {
    TestUser analyst = TestUser.analyst();
    Socket socket = Socket.of(analyst);

    JsonObject told = socket.ending(analyst.runSql("select no_such_column from nyc_yellow_taxi"));

    assertEquals("FAILED", told.getJsonObject("job").getString("state"));
    assertTrue(
        told.getJsonObject("job")
            .getJsonObject("error")
            .getString("message")
            .contains("no_such_column"));
    socket.close();
  }

  @Test
  void everyTabOfTheUserIsToldAndNobodyElse() {
    Socket one = Socket.of(ada);
    Socket two = Socket.of(ada);
    Socket eves = Socket.of(TestUser.signedIn());

    JsonObject job = ada.run("trips-by-day", Map.of("month", "2015-05"));

    one.ending(job);
    two.ending(job);
    eves.next("the next message came", each -> each.getString("type").equals("beat"));
    assertTrue(
        eves.messages().stream().noneMatch(told -> told.toString().contains(job.getString("id"))));
    List.of(one, two, eves).forEach(Socket::close);
  }

  @Test
  void closingOneTabLeavesTheOthersAndTheJobsAlone() {
    Socket closed = Socket.of(ada);
    Socket open = Socket.of(ada);
    TestUser bob = TestUser.signedIn();
    Socket bobs = Socket.of(bob);

    closed.close();

    open.ending(ada.run("trips-by-day", Map.of("month", "2015-06")));
    bobs.ending(bob.run("trips-by-day", Map.of("month", "2015-06")));
    open.close();
    bobs.close();
  }

  @Test
  void whatEndedWithoutASocketIsInTheNextSnapshot() {
    JsonObject ended = ada.ended(ada.run("trips-by-day", Map.of("month", "2015-07")));

    Socket socket = Socket.of(ada);

    JsonObject snapshot = socket.next("a snapshot came", each -> true);
    assertTrue(snapshot.getJsonArray("jobs").contains(ended));
    socket.close();
  }

  @Test
  void aTicketOpensOneSocketHoweverManyTry() {
    String ticket = ada.post("/api/sessions", "").json().getString("ticket");

    List<Socket> sockets =
        IntStream.range(0, 6)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> Socket.open(ticket)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    List<Socket> admitted =
        Await.until(
            "all but one are closed",
            () -> sockets.stream().filter(socket -> !socket.messages().isEmpty()).toList(),
            open -> open.size() == 1);
    sockets.stream()
        .filter(socket -> !admitted.contains(socket))
        .forEach(socket -> assertEquals(4401, socket.closeCode()));
    admitted.forEach(Socket::close);
  }

  @Test
  void ticketsOfHandshakesAtTheSameTimeAreNeverMixedUp() {
    List<TestUser> users = IntStream.range(0, 4).mapToObj(i -> TestUser.signedIn()).toList();
    for (int round = 0; round < 10; round++) {
      List<JsonObject> sessions =
          users.stream().map(user -> user.post("/api/sessions", "").json()).toList();
      List<Socket> sockets =
          sessions.stream()
              .map(session -> session.getString("ticket"))
              .map(ticket -> CompletableFuture.supplyAsync(() -> Socket.open(ticket)))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
      Set<String> told = new HashSet<>();
      for (int i = 0; i < sockets.size(); i++) {
        JsonObject snapshot = sockets.get(i).next("a snapshot came", each -> true);
        assertEquals(sessions.get(i).getString("id"), snapshot.getString("session"));
        told.add(snapshot.getString("session"));
      }
      assertEquals(users.size(), told.size());
      sockets.forEach(Socket::close);
    }
  }

  @Test
  void aBadTicketIsLetInAndClosedWith4401() {
    for (String ticket : List.of("x", "a.b", "", "no.such.ticket")) {
      assertEquals(4401, Socket.open(ticket.isEmpty() ? "." : ticket).closeCode());
    }
  }

  @Test
  void handshakesMakeNoHttpSessions() {
    Socket welcome = Socket.of(ada);
    for (int i = 0; i < 100; i++) {
      assertEquals(4401, Socket.open("x").closeCode());
      assertEquals(403, Socket.handshakeStatus("x", "https://evil.example"));
    }

    assertEquals(0, HttpSessions.alive());
    welcome.close();
  }

  @Test
  void aHandshakeLongerThanItsBufferIsTaken() {
    String ticket = ada.post("/api/sessions", "").json().getString("ticket");

    Socket socket = Socket.open(ticket, "X-Forwarded-For", "203.0.113.195, ".repeat(400) + "::1");

    socket.next("a snapshot came", each -> true);
    socket.close();
  }

  @Test
  void theAnswerToAHandshakeIsShortBecauseTheSocketKeepsIt() throws IOException {
    try (RawSocket socket = RawSocket.of(ada)) {
      assertTrue(socket.handshake().startsWith("HTTP/1.1 101"), socket.handshake());
      assertTrue(
          socket.handshake().lines().mapToInt(String::length).sum() < 600, socket.handshake());
      for (String header : List.of("connect-src", "Origin", "Strict-Transport-Security")) {
        assertFalse(socket.handshake().contains(header), socket.handshake());
      }
    }
  }

  @Test
  void whoReadsNothingIsCutOffAndNobodyElseWaits() throws IOException {
    TestUser eve = TestUser.signedIn();
    String day = Trips.year() + "-03-";
    JsonObject job = eve.ended(eve.run("trips", Map.of("from", day + "01", "to", day + "31")));
    Socket reading = Socket.of(eve);
    try (RawSocket slow = RawSocket.of(eve)) {
      hint(eve, job, FRAMES + SPARE);
      Await.until(
          "the client that reads was told everything",
          () -> endings(reading),
          told -> told >= FRAMES);

      slow.awaitEnd();
    }
    reading.close();
  }

  @Test
  void onlyOriginsOnTheListMayOpenASocket() {
    String origin = TestCloud.server().toString();

    assertEquals(101, Socket.handshakeStatus("x", "https://app.example.com"));
    assertEquals(101, Socket.handshakeStatus("x", origin));
    for (String hostile :
        List.of(
            "https://evil.example",
            "https://app.example.com.evil.example",
            "http://app.example.com",
            "https://app.example.com:444",
            "null")) {
      assertEquals(403, Socket.handshakeStatus("x", hostile), hostile);
    }
  }

  @Test
  void whoeverSpeaksOnTheSocketIsShownOut() {
    Socket socket = Socket.of(ada);

    socket.say("{\"type\":\"run\"}");

    assertEquals(4403, socket.closeCode());
  }

  @Test
  void theSnapshotByRestSaysTheSameAndAnswersWhenItChanges() throws InterruptedException {
    TestUser fresh = TestUser.signedIn();
    TestHttp.Answer empty = fresh.get("/api/snapshot");
    assertEquals("snapshot", empty.json().getString("type"));
    // One more than may wait. When that one is refused, all others wait.
    BlockingQueue<TestHttp.Answer> answers = new LinkedBlockingQueue<>();
    for (int i = 0; i <= RateLimitIT.WAITS; i++) {
      HttpRequest.Builder request = fresh.request("/api/snapshot?wait=20");
      CompletableFuture<?> unused =
          TestHttp.CLIENT
              .sendAsync(
                  request.header("If-None-Match", empty.header("ETag")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .thenApply(TestHttp.Answer::new)
              .thenAccept(answers::add);
    }
    assertEquals(429, answers.take().status());

    JsonObject job = fresh.run("trips-by-day", Map.of("month", "2015-08"));

    for (int i = 0; i < RateLimitIT.WAITS; i++) {
      TestHttp.Answer changed = answers.take();
      assertEquals(200, changed.status());
      assertTrue(changed.response().body().contains(job.getString("id")));
      assertNotEquals(empty.header("ETag"), changed.header("ETag"));
    }
  }

  @Test
  void theSnapshotByRestIs304WhileNothingChanges() {
    TestUser fresh = TestUser.signedIn();
    String tag = fresh.get("/api/snapshot").header("ETag");

    TestHttp.Answer answer =
        TestHttp.send(fresh.request("/api/snapshot?wait=2").header("If-None-Match", tag));

    assertEquals(304, answer.status());
    assertEquals(400, fresh.get("/api/snapshot?wait=21").status());
  }

  /** Makes the server announce a job so many times, as if other nodes had asked for it. */
  static void hint(TestUser owner, JsonObject job, int times) {
    JsonObject hint =
        Json.createObjectBuilder()
            .add("owner", owner.id())
            .add("job", job.getString("id"))
            .add("hops", 1)
            .build();
    for (int sent = 0; sent < times; sent += BATCH) {
      JsonArrayBuilder entries = Json.createArrayBuilder();
      for (int i = 0; i < BATCH; i++) {
        entries.add(
            Json.createObjectBuilder().add("Id", "h" + i).add("MessageBody", hint.toString()));
      }
      JsonArray batch = entries.build();
      // The server has leased one of them; nobody reads the others.
      for (int inbox = 0; inbox < INBOXES; inbox++) {
        TestHttp.aws(
            "AmazonSQS.SendMessageBatch",
            Json.createObjectBuilder()
                .add(
                    "QueueUrl",
                    TestCloud.address() + "/000000000000/querycast-inbox-%03d".formatted(inbox))
                .add("Entries", batch)
                .build());
      }
    }
  }

  private static long endings(Socket socket) {
    return socket.messages().stream()
        .filter(message -> message.getString("type").equals("job"))
        .count();
  }
}
