package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeConnectionTest {
  private final FakeSocket socket = new FakeSocket();

  /** How often the TCP connection was to be closed. */
  private int ends;

  private final NodeConnection connection =
      new NodeConnection(
          new Session("s", "ada", Instant.MAX), socket.session(), Optional.empty(), () -> ends++);

  @BeforeEach
  void begin() {
    connection.snapshot("snapshot");
    socket.arrive();
    socket.sent.clear();
  }

  @Test
  void nothingIsSentBeforeTheFirstSnapshotAndNothingIsLost() {
    FakeSocket fresh = new FakeSocket();
    NodeConnection late =
        new NodeConnection(
            new Session("s", "ada", Instant.MAX), fresh.session(), Optional.empty(), () -> ends++);

    late.send("1");
    late.send("2");
    assertEquals(List.of(), fresh.sent);
    late.snapshot("snapshot");
    for (int i = 0; i < 3; i++) {
      fresh.arrive();
    }

    assertEquals(List.of("snapshot", "1", "2"), fresh.sent);
  }

  @Test
  void aSocketThatIsGoneWithoutACloseFrameHarmsNothing() {
    socket.gone = true;

    connection.send("1");
    connection.close(CloseCode.SESSION_OVER);

    assertEquals(List.of(), socket.sent);
  }

  @Test
  void messagesGoOneAfterTheOther() {
    connection.send("1");
    connection.send("2");
    connection.send("3");
    assertEquals(List.of("1"), socket.sent, "the first is still on its way");

    socket.arrive();
    socket.arrive();
    socket.arrive();

    assertEquals(List.of("1", "2", "3"), socket.sent);
    connection.send("4");
    assertEquals(List.of("1", "2", "3", "4"), socket.sent);
  }

  @Test
  void aBrowserThatReadsTooSlowlyIsCutOffAndNothingIsHeldForIt() {
    tellTooMuch();
    assertEquals(List.of(), socket.closed, "the code comes after the message on its way");

    socket.arrive();

    assertEquals(List.of("first"), socket.sent, "waiting messages are dropped");
    assertEquals(List.of(4408), socket.closeCodes());
  }

  @Test
  void aBrowserThatTakesNotEvenTheMessageOnItsWayIsCutOffAllTheSame() {
    tellTooMuch();
    connection.snapshot("first");
    assertEquals(List.of(), socket.closed);

    connection.snapshot("second");

    assertTrue(ends > 0, "its connection is closed, whatever it does");
    assertEquals(List.of(), socket.closed, "no close frame is waited for");
    socket.arrive();
    assertEquals(List.of("first"), socket.sent);
    assertEquals(List.of(4408), socket.closeCodes());
  }

  @Test
  void aBrowserThatIsToldTooMuchBeforeItsFirstSnapshotIsCutOffAtOnce() {
    FakeSocket fresh = new FakeSocket();
    NodeConnection late =
        new NodeConnection(
            new Session("s", "ada", Instant.MAX), fresh.session(), Optional.empty(), () -> ends++);

    for (int i = 0; i < 17; i++) {
      late.send("x".repeat(64 * 1024));
    }

    assertEquals(List.of(4408), fresh.closeCodes());
  }

  private void tellTooMuch() {
    connection.send("first");
    for (int i = 0; i < 17; i++) {
      connection.send("x".repeat(64 * 1024));
    }
  }

  @Test
  void aSocketIsClosedOnceEvenForSeveralReasons() {
    connection.close(CloseCode.TOO_SLOW);
    connection.close(CloseCode.TOO_SLOW);
    connection.close(CloseCode.SESSION_OVER);

    assertEquals(List.of(4408), socket.closeCodes());
  }

  @Test
  void aBrowserThatTakesNothingFromOneSnapshotToTheNextButOneIsCutOff() {
    connection.send("1");
    connection.snapshot("first");
    assertEquals(0, ends, "it may have been sent a moment ago");

    connection.snapshot("second");

    assertTrue(ends > 0);
    socket.arrive();
    assertEquals(List.of(4408), socket.closeCodes());
  }

  @Test
  void everyCloseOfOursAlsoClosesTheConnection() {
    connection.close(CloseCode.NOT_ALLOWED);

    assertTrue(ends > 0);
    assertEquals(List.of(4403), socket.closeCodes());
  }

  @Test
  void whenTheServerStopsTheConnectionIsClosedOnlyAfterTheCode() {
    connection.send("1");

    connection.leave(1730);
    assertEquals(0, ends);
    socket.arrive();

    assertTrue(ends > 0);
    assertEquals(List.of(1012), socket.closeCodes());
  }

  @Test
  void whileAMessageIsOnItsWayTheFirstReasonWaitsForIt() {
    connection.send("1");

    connection.close(CloseCode.SESSION_OVER);
    connection.close(CloseCode.NOT_ALLOWED);
    assertTrue(ends > 0, "it may never arrive");
    assertEquals(List.of(), socket.closed);
    socket.arrive();

    assertEquals(List.of(4401), socket.closeCodes());
  }

  @Test
  void everyPingIsAnsweredAtOnce() {
    connection.ping(ping("a"));
    connection.ping(ping("b"));

    assertEquals(List.of("a", "b"), socket.pongs);
  }

  @Test
  void whileAMessageIsOnItsWayTheNewestPingsWait() {
    connection.send("1");
    connection.send("2");

    for (int i = 0; i < 1000; i++) {
      connection.ping(ping("ping " + i));
    }
    assertEquals(List.of(), socket.pongs);
    socket.arrive();

    assertEquals(16, socket.pongs.size());
    assertEquals("ping 984", socket.pongs.get(0));
    assertEquals(List.of("1", "2"), socket.sent);
  }

  @Test
  void earlierPingsAreAnsweredBeforeTheClose() {
    connection.send("1");
    connection.ping(ping("early"));
    connection.close(CloseCode.SESSION_OVER);

    connection.ping(ping("late"));
    socket.arrive();
    connection.ping(ping("later"));

    assertEquals(List.of("early"), socket.pongs);
    assertEquals(List.of(4401), socket.closeCodes());
  }

  private static byte[] ping(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aBrowserThatTakesOneMessageAfterTheOtherIsNotTooSlow() {
    for (int i = 0; i < 10; i++) {
      connection.send("1");
      connection.snapshot("snapshot");
      socket.arrive();
      socket.arrive();
    }

    assertEquals(List.of(), socket.closed);
  }

  @Test
  void whenTheServerStopsMessagesOnTheirWayArriveFirst() {
    connection.send("1");
    connection.send("2");

    connection.leave(1730);
    connection.send("3");
    assertEquals(List.of(), socket.closed);
    socket.arrive();
    assertEquals(List.of(), socket.closed);
    socket.arrive();

    assertEquals(List.of("1", "2"), socket.sent, "the third is told by the next server");
    assertEquals(List.of(1012), socket.closeCodes());
    assertEquals(
        "The server is going: come back in 1730 ms.", socket.closed.get(0).getReasonPhrase());
  }

  @Test
  void whenTheServerStopsBeforeTheFirstSnapshotTheSocketIsClosedAtOnceAndSentNothing() {
    FakeSocket fresh = new FakeSocket();
    NodeConnection late =
        new NodeConnection(
            new Session("s", "ada", Instant.MAX), fresh.session(), Optional.empty(), () -> ends++);
    late.send("1");

    late.leave(1730);
    late.snapshot("snapshot");

    assertEquals(List.of(1012), fresh.closeCodes());
    assertEquals(List.of(), fresh.sent);
  }

  @Test
  void nothingIsSentAfterTheEnd() {
    boolean[] done = {false};
    connection.onClose(() -> done[0] = true);
    connection.closed();

    connection.send("late");

    assertTrue(socket.sent.isEmpty());
    assertTrue(done[0]);
  }

  @Test
  void anActionForTheEndRunsAtOnceIfTheEndHasCome() {
    connection.closed();
    boolean[] done = {false};

    connection.onClose(() -> done[0] = true);

    assertTrue(done[0]);
  }

  @Test
  void theContainerLearnsThatABrowserHasLeftWhenNothingIsOnItsWayToIt() {
    List<String> told = new ArrayList<>();
    connection.send("1");
    connection.send("2");

    connection.left(() -> told.add("left"));
    assertEquals(List.of(), told);
    assertEquals(1, ends, "who has left does not hold the connection");
    socket.arrive();

    assertEquals(List.of("left"), told);
    assertEquals(List.of("1"), socket.sent, "nothing more is sent");
  }

  @Test
  void theContainerLearnsThatABrowserHasLeftWhenTheMessageOnItsWayFails() {
    List<String> told = new ArrayList<>();
    connection.send("1");

    connection.left(() -> told.add("left"));
    socket.fail();

    assertEquals(List.of("left"), told);
  }

  @Test
  void theContainerLearnsAtOnceThatABrowserWithoutMessagesHasLeft() {
    List<String> told = new ArrayList<>();
    connection.send("1");
    socket.fail();

    connection.left(() -> told.add("left"));

    assertEquals(List.of("left"), told);
  }

  @Test
  void theContainerLearnsThatABrowserHasLeftWhenTheCloseIsSent() {
    List<String> told = new ArrayList<>();
    socket.whenClosed =
        () -> {
          connection.left(() -> told.add("left"));
          assertEquals(List.of(), told, "the container is still closing it");
        };

    connection.close(CloseCode.SESSION_OVER);

    assertEquals(List.of(4401), socket.closeCodes());
    assertEquals(List.of("left"), told);
  }

  @Test
  void theContainerLearnsThatABrowserHasLeftWhenTheCloseFails() {
    List<String> told = new ArrayList<>();
    socket.whenClosed =
        () -> {
          connection.left(() -> told.add("left"));
          throw new IllegalStateException("The browser has gone.");
        };

    connection.close(CloseCode.SESSION_OVER);

    assertEquals(List.of("left"), told);
  }

  @Test
  void whoHasLeftIsSentNothingAndNotClosedOnceMore() {
    connection.left(() -> {});

    connection.send("1");
    connection.close(CloseCode.SESSION_OVER);

    assertEquals(List.of(), socket.sent);
    assertEquals(List.of(), socket.closed);
  }
}
