package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.push.FrameCorpus;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that send too much, or do not close. Nobody else may notice, and all of them end. */
@ExtendWith(ArquillianExtension.class)
class SocketsIT {
  /** More than the server has threads. */
  private static final int ANONYMOUS = 150;

  private static final int FRAGMENTS = 100_000;
  private static final long MOST_GROWTH = 24L * 1024 * 1024;

  /** The most sockets that one user may have. */
  private static final int SLOW = 20;

  /**
   * More frames of 64 KB than the systems' own buffers take, but too few to make a client too slow.
   */
  private static final int FRAMES = 100;

  private static final int PINGS = 2_000_000;

  private static final int LEAVERS = 8;

  /** At each of eight moments once. */
  private static final int LEAVES = 24;

  @Test
  void anonymousSocketsThatDoNotGoTakeNothingFromOthersAndEnd() throws Exception {
    TestUser ada = TestUser.signedIn();
    List<FrameCorpus.Case> cases = FrameCorpus.all();
    List<RawSocket> anonymous = new ArrayList<>();
    try {
      for (int i = 0; i < ANONYMOUS; i++) {
        RawSocket socket = RawSocket.withTicket("no.such.ticket");
        anonymous.add(socket);
        socket.sendAsFarAsItGoes(cases.get(i % cases.size()).sent());
      }

      assertEquals(200, ServerProcess.health());
      Socket socket = Socket.of(ada);
      socket.ending(ada.run("trips-by-day", Map.of("month", "2015-03")));
      socket.close();
      for (RawSocket each : anonymous) {
        assertEquals(4401, each.closeCode());
        each.awaitEnd();
      }
    } finally {
      for (RawSocket each : anonymous) {
        each.close();
      }
    }
    Await.until(
        "the server keeps none of them", ServerProcess::connections, count -> count < ANONYMOUS);
  }

  @Test
  void aClientThatHangsUpHalfwayIsToldOfNoAddresses() throws IOException {
    try (RawSocket socket = RawSocket.of(TestUser.signedIn())) {
      socket.awaitMessage();
      socket.hangUp();

      assertEquals("The client has ended the connection.", socket.closeReason());
    }
  }

  @Test
  void aMessageInManyPartsIsKeptNowhere() throws IOException {
    byte[] parts = parts();
    TestUser ada = TestUser.signedIn();
    long before = ServerProcess.liveHeap();
    try (RawSocket open = RawSocket.of(ada);
        RawSocket bad = RawSocket.withTicket("no.such.ticket")) {
      open.sendAsFarAsItGoes(parts);
      bad.sendAsFarAsItGoes(parts);
      long growth = ServerProcess.liveHeap() - before;

      assertTrue(growth <= MOST_GROWTH, growth + " bytes");
      assertEquals(4403, open.closeCode());
      assertEquals(4401, bad.closeCode());
      open.awaitEnd();
      bad.awaitEnd();
    }
  }

  @Test
  void whoeverPingsWithoutEndAndReadsNothingIsShownOut() throws IOException {
    TestUser ada = TestUser.signedIn();
    byte[] ping = FrameCorpus.frame("ping:x*125");
    try (RawSocket socket = RawSocket.of(ada)) {
      try {
        for (int i = 0; i < PINGS; i++) {
          socket.send(ping);
        }
        throw new AssertionError("The connection does not end.");
      } catch (SocketException e) {
        assertEquals(200, ServerProcess.health());
      }
      socket.awaitEnd();
    }
  }

  @Test
  void theConnectionOfARefusedClientEndsWhileTheClientGoesOnSending() throws IOException {
    byte[] part = FrameCorpus.frame("cont-more:x*65536");
    try (RawSocket socket = RawSocket.of(TestUser.signedIn())) {
      socket.send(FrameCorpus.frame("text-more:x"));
      int sent = 0;
      try {
        for (; sent < PINGS; sent++) {
          socket.send(part);
        }
      } catch (SocketException e) {
        assertTrue(sent > 0);
        return;
      }
    }
    throw new AssertionError("The connection does not end.");
  }

  @Tag("long")
  @Test
  void aClientThatReadsNoAnswersHoldsNoThread() throws IOException {
    FirstFailures failures = FirstFailures.untilNow();
    TestUser eve = TestUser.signedIn();
    String day = Trips.year() + "-03-";
    JsonObject job = eve.ended(eve.run("trips", Map.of("from", day + "01", "to", day + "31")));
    long before = ServerProcess.connections();
    long atWork = ServerProcess.threadsAtWork();
    List<RawSocket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW; i++) {
        slow.add(RawSocket.of(eve));
      }
      PushIT.hint(eve, job, FRAMES);
      for (int i = 0; i < SLOW; i++) {
        slow.get(i).sendAsFarAsItGoes(FrameCorpus.frame(i % 2 == 0 ? "close:1000" : "ping:x"));
      }

      assertEquals(200, ServerProcess.health());
      // Those who were told to go have 5 s, and the next look may take a busy machine longer.
      assertTrue(ServerProcess.connections() - before >= SLOW / 2, "the clients are still there");
      // A few are still busy with the news itself for a moment.
      Await.until(
          "hardly more threads are at work",
          ServerProcess::threadsAtWork,
          now -> now - atWork < SLOW / 2);
      for (RawSocket each : slow) {
        each.awaitEnd();
      }
    } finally {
      for (RawSocket each : slow) {
        each.close();
      }
    }
    assertEquals(List.of(), failures.since(), "the container was surprised");
  }

  /**
   * Each leaves without a word: before the server has finished the handshake, while the first
   * snapshot is on its way, or after it.
   */
  @Tag("long")
  @Test
  void clientsThatLeaveWithoutAWordDoNotSurpriseTheContainer() throws Exception {
    FirstFailures failures = FirstFailures.untilNow();
    long before = ServerProcess.connections();
    List<Callable<Void>> leavers =
        Stream.generate(TestUser::signedIn)
            .limit(LEAVERS)
            .<Callable<Void>>map(user -> () -> comeAndGo(user))
            .toList();
    ExecutorService clients = Executors.newFixedThreadPool(LEAVERS);
    try {
      for (Future<Void> each : clients.invokeAll(leavers)) {
        each.get();
      }
    } finally {
      clients.shutdownNow();
    }

    Await.until(
        "the server keeps none of them", ServerProcess::connections, now -> now - before < LEAVES);
    assertEquals(List.of(), failures.since(), "the container was surprised");
  }

  /** That it keeps the executor with the socket shows that it uses it: nothing of ours does. */
  @Test
  void theContainerRunsTheNewsOfASocketAfterItsHandshake() throws IOException {
    try (RawSocket socket = RawSocket.of(TestUser.signedIn())) {
      socket.awaitMessage();

      assertTrue(ServerProcess.histogram().contains("io.querycast.rest.RequestFirst"));
    }
  }

  private static Void comeAndGo(TestUser user) throws IOException, InterruptedException {
    for (int i = 0; i < LEAVES; i++) {
      try (RawSocket socket = RawSocket.of(user)) {
        if (i % 3 == 1) {
          // At some moment of the handshake's end and the first snapshot.
          TimeUnit.MILLISECONDS.sleep(i % 8);
        } else if (i % 3 == 2) {
          socket.awaitMessage();
        }
      }
    }
    return null;
  }

  private static byte[] parts() {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    parts.writeBytes(FrameCorpus.frame("text-more:x"));
    byte[] part = FrameCorpus.frame("cont-more:x");
    for (int i = 0; i < FRAGMENTS; i++) {
      parts.writeBytes(part);
    }
    return parts.toByteArray();
  }
}
