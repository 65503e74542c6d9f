package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Messages that a proxy may read in another way are refused, and nothing behind such a message is
 * answered. The messages are in {@code framing/messages.txt}.
 */
@ExtendWith(ArquillianExtension.class)
class FramingIT {
  /** A request right behind each message. Its answer would be 401. */
  private static final String BEHIND =
      "GET /api/queries HTTP/1.1\r\nHost: " + RawMessages.HOST + "\r\nConnection: close\r\n\r\n";

  @Test
  void everyMessageOfTheFileIsAnsweredAsItSaysAndWhatIsBehindARefusedOneNever() throws Exception {
    List<RawMessages.Entry> entries = RawMessages.messages(TestUser.signedIn().accessToken());
    assertTrue(entries.size() > 100, "the file was read");
    List<String> faults = new ArrayList<>();
    for (RawMessages.Entry entry : entries) {
      boolean endsFirst = entry.end().endsWith("no more is sent");
      String answers = RawMessages.ask(entry.message() + BEHIND, 1 << 20, endsFirst);
      List<Integer> statuses = RawMessages.statuses(answers);
      boolean right =
          statuses.size() == (entry.end().contains("ends") ? 1 : 2)
              && entry.statuses().contains(statuses.get(0));
      if (!right || RawMessages.tellsOfTheContainer(answers)) {
        faults.add(entry.name() + ": " + answers);
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void aHeadThatComesInPiecesIsReadAsOneThatComesWhole() throws Exception {
    String plain =
        "GET /api/config HTTP/1.1\r\nHost: " + RawMessages.HOST + "\r\nX-A: " + "a".repeat(3000);
    String whole = plain + "\r\n\r\n";
    assertEquals(List.of(200, 200, 401), inPieces(whole + whole + BEHIND));
    assertEquals(List.of(200, 400), inPieces(whole + plain + "\n\r\n"));
  }

  @Test
  void aRefusalIsAProblemAndSaysThatTheConnectionEnds() throws Exception {
    String answer =
        RawMessages.ask("GET /api/config HTTP/1.1\r\nHost: evil.example\r\nHost: b\r\n\r\n");
    assertTrue(answer.contains("Content-Type: application/problem+json"), answer);
    assertTrue(answer.contains("\"code\":\"MESSAGE_INVALID\""), answer);
    assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
    assertTrue(!answer.contains("evil"), answer);
  }

  private static List<Integer> inPieces(String message) throws Exception {
    return RawMessages.statuses(RawMessages.ask(message, 11, false));
  }
}
