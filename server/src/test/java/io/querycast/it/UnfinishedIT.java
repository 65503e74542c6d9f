package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that do not send what they announced, or do not read what they requested. */
@ExtendWith(ArquillianExtension.class)
class UnfinishedIT {
  private static final String NOBODY = "";
  private static final String JOB =
      "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"%s-03\"}}".formatted(Trips.year());

  /** More than the threads that the server begins with, which are 128. */
  private static final int MANY = 150;

  /** Twenty answers of this length are more than any system buffers for a reader. */
  static final int ANSWERS = 20;

  private final List<Client> all = new ArrayList<>();
  private final TestUser other = TestUser.signedIn();

  @AfterEach
  void leave() throws IOException {
    for (Client each : all) {
      each.close();
    }
  }

  @Tag("long")
  @Test
  void unfinishedBodiesAndHeadsDelayNobodyAndEndSoon() throws IOException {
    TestUser abuser = TestUser.signedIn();
    Client idle = open(Client.head("GET /api/config HTTP/1.1"));
    idle.heardUntil("clientId");
    List<Client> users = open(MANY, submission(bearer(abuser), "Content-Length: 1000") + "{");
    List<Client> nobodys = open(MANY, submission(NOBODY, "Content-Length: 1000") + "{");
    List<Client> heads = open(MANY, "GET /api/config HTTP/1.1\r\nX-Slow: ");
    List<Client> silent = open(50, "");
    TestUser another = TestUser.signedIn();
    List<Client> chunked =
        open(30, submission(bearer(another), "Transfer-Encoding: chunked") + "5\r\n{");

    othersAreServed();
    List<Client> dripping =
        List.of(users.get(0), nobodys.get(0), heads.get(0), heads.get(1), nobodys.get(1));
    Await.until(
        "all of them are over",
        () -> {
          dripping.forEach(each -> each.sayIfThere("x"));
          return notOver(users)
              + notOver(nobodys)
              + notOver(heads)
              + notOver(silent)
              + notOver(chunked);
        },
        left -> left == 0);
    othersAreServed();

    // If more bytes arrive while a connection ends, its answer may be lost.
    assertTrue(count(users, "HTTP/1.1 429 ", "TOO_MANY_REQUESTS", "send those first") > 90);
    long waitedFor = count(users, "HTTP/1.1 408 ", "BODY_TOO_SLOW", "within 10 seconds");
    assertTrue(waitedFor > 0 && waitedFor <= 32, waitedFor + " were waited for");
    assertTrue(count(nobodys, "HTTP/1.1 401 ", "UNAUTHENTICATED") > 110);
    idle.say(Client.head("GET /api/config HTTP/1.1"));
    idle.heardUntil("clientId");
    assertFalse(idle.isOver(), "a connection that rests between two requests is left alone");
  }

  @Test
  void aBodyThatComesSlowlyButWholeIsAccepted() throws Exception {
    String body = JOB.replace(",", "," + " ".repeat(200_000));
    Client slow = open(submission(bearer(other), "Content-Length: " + body.length()));
    for (int sent = 0; sent < body.length(); sent += 20_000) {
      slow.sayIfThere(body.substring(sent, Math.min(body.length(), sent + 20_000)));
      TimeUnit.MILLISECONDS.sleep(300);
    }
    assertTrue(slow.heardUntil("\"id\"").startsWith("HTTP/1.1 202 "));
  }

  @Test
  void requestsSentTogetherAreServedOneAfterTheOther() throws IOException {
    String submission = submission(bearer(other), "Content-Length: " + JOB.length()) + JOB;
    Client client =
        open(submission + submission + Client.head("GET /api/nothing HTTP/1.1") + submission);
    client.heardUntil("HTTP/1.1 401 ");
    Await.until("all are served", () -> count202(client), count -> count == 3);
  }

  @Tag("long")
  @Test
  void answersThatNobodyReadsDelayNobody() throws IOException {
    String script = largestScript();
    List<Client> readers = open(MANY, Client.head("GET " + script + " HTTP/1.1").repeat(ANSWERS));
    othersAreServed();
    Await.until(
        "most of them are cut off",
        () -> readers.stream().filter(each -> !isOpen(each)).count(),
        cut -> cut >= MANY - 48);
    othersAreServed();
  }

  /** Finds out without reading: a write to a connection that was cut fails. */
  private static boolean isOpen(Client client) {
    try {
      client.say("\r\n");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void othersAreServed() {
    assertEquals(200, other.get("/health/ready").status());
    other.run("trips-by-day", Map.of("month", Trips.year() + "-03"));
    try (RawSocket socket = RawSocket.of(other)) {
      assertTrue(socket.handshake().startsWith("HTTP/1.1 101 "));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Client open(String text) throws IOException {
    Client client = Client.saying(text);
    all.add(client);
    return client;
  }

  private List<Client> open(int count, String text) throws IOException {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(open(text));
    }
    return clients;
  }

  private static String bearer(TestUser user) {
    return "\nAuthorization: Bearer " + user.accessToken();
  }

  private static String submission(String bearer, String framing) {
    return Client.head(
        "POST /api/jobs HTTP/1.1%s\nContent-Type: application/json\n%s".formatted(bearer, framing));
  }

  private static long notOver(List<Client> clients) {
    return clients.stream().filter(each -> !each.isOver()).count();
  }

  private static long count(List<Client> clients, String start, String... parts) {
    return clients.stream()
        .map(Client::heard)
        .filter(
            heard -> heard.startsWith(start) && List.of(parts).stream().allMatch(heard::contains))
        .count();
  }

  private static long count202(Client client) {
    boolean unused = client.isOver();
    return client.heard().split("HTTP/1.1 202 ", -1).length - 1L;
  }

  static String largestScript() {
    Matcher scripts = Pattern.compile("/assets/[^\"]+\\.js").matcher(page("/").response().body());
    String largest = "";
    int length = 0;
    while (scripts.find()) {
      int size = page(scripts.group()).response().body().length();
      if (size > length) {
        length = size;
        largest = scripts.group();
      }
    }
    return largest;
  }

  private static TestHttp.Answer page(String path) {
    return TestHttp.send(HttpRequest.newBuilder(TestCloud.server().resolve(path)));
  }
}
