package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever a header field says, on any route, the answer is no failure, has no words of the
 * container, and names no foreign host. The fields are in {@code framing/fields.txt}.
 */
@ExtendWith(ArquillianExtension.class)
class FieldsIT {
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String HANDSHAKE =
      """
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
      """;

  private static TestUser ada;

  /**
   * A kind of request.
   *
   * @param fields all fields but Host, Connection and the length
   */
  private record Kind(String line, String fields, String body) {
    String with(String name, String value) {
      String others = fields.replaceAll("(?m)^" + Pattern.quote(name) + ":.*\r\n", "");
      return line
          + " HTTP/1.1\r\nHost: "
          + RawMessages.HOST
          + "\r\n"
          + others
          + name
          + ": "
          + value
          + (fields.contains("Upgrade") ? "" : "\r\nConnection: close")
          + (body.isEmpty() ? "" : "\r\nContent-Length: " + body.length())
          + "\r\n\r\n"
          + body;
    }
  }

  @BeforeAll
  static void signUp() {
    ada = TestUser.analyst();
  }

  @Test
  void everyFieldOfTheFileIsAnsweredAsItSaysOnEveryKindOfRoute() throws Exception {
    FirstFailures failures = FirstFailures.untilNow();
    List<String> faults = new ArrayList<>();
    List<RawMessages.Entry> entries = RawMessages.fields(ada.accessToken());
    assertTrue(entries.size() > 100, "the file was read");
    for (RawMessages.Entry entry : entries) {
      for (Kind kind : kinds()) {
        if (entry.statuses().isEmpty() && kind.fields().contains("Upgrade")) {
          continue;
        }
        String answer = RawMessages.ask(kind.with(entry.name(), entry.message()));
        if (!isRight(entry, answer)) {
          faults.add(kind.line() + " " + entry.name() + ": " + entry.message() + "\n" + answer);
        }
      }
    }
    assertEquals(List.of(), faults);
    assertEquals(List.of(), failures.since());
  }

  @Test
  void noLinkIsMadeOfWhatARequestSaysOfItsHost() throws Exception {
    for (String field :
        List.of(
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Port: 4711",
            "Forwarded: host=evil.example;proto=https",
            "$WSSN: evil.example",
            "$WSSC: https",
            "$WSSP: 4711",
            "$WSIS: true")) {
      String[] parts = field.split(": ");
      for (Kind kind : kinds()) {
        if (!kind.fields().contains("Upgrade")) {
          String answer = RawMessages.ask(kind.with(parts[0], parts[1]));
          assertFalse(answer.matches("(?s).*(evil|4711|wss:|https://localhost).*"), answer);
        }
      }
    }
  }

  @Test
  void aHostThatNobodyKnowsComesIntoNoLink() throws Exception {
    String config =
        RawMessages.ask(
            "GET /api/config HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertEquals(List.of(421), RawMessages.statuses(config), config);
    assertTrue(config.contains("\"code\":\"HOST_UNKNOWN\""), config);
    assertFalse(config.contains("evil"), config);
  }

  private static boolean isRight(RawMessages.Entry entry, String answer) {
    List<Integer> statuses = RawMessages.statuses(answer);
    if (statuses.size() != 1 || RawMessages.tellsOfTheContainer(answer)) {
      return false;
    }
    int status = statuses.get(0);
    boolean isExpected =
        entry.statuses().isEmpty() ? status < 500 : entry.statuses().contains(status);
    return isExpected
        && (status < 400
            || status == 412
            || answer.contains("Content-Type: application/problem+json"));
  }

  private static List<Kind> kinds() throws IOException {
    String signedIn = "Authorization: Bearer " + ada.accessToken() + "\r\n";
    return List.of(
        new Kind("GET /api/config", "", ""),
        new Kind("GET /api/queries", signedIn, ""),
        new Kind("GET /api/jobs", signedIn, ""),
        new Kind("GET /api/jobs/x/rows", signedIn, ""),
        new Kind("GET /api/jobs/x/result.csv", signedIn, ""),
        new Kind("GET /api/downloads/x", "", ""),
        new Kind("GET /api/snapshot", signedIn, ""),
        new Kind("GET /api/none", signedIn, ""),
        new Kind("GET /api/jobs", "", ""),
        new Kind("POST /api/jobs", signedIn + JSON, "{\"query\":\"none\"}"),
        new Kind("POST /api/jobs/x/downloads", signedIn + JSON, "{\"format\":\"csv\"}"),
        new Kind("PUT /api/queries/mine/a", signedIn + JSON, "{\"sql\":\"select 1\"}"),
        new Kind("POST /api/sessions", signedIn, ""),
        new Kind("GET /push", HANDSHAKE, ""));
  }
}
