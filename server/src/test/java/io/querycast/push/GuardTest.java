package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Threads;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final String NOTHING = "8a8000000000";

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final FakeSocket socket = new FakeSocket();
  private final NodeConnection connection =
      new NodeConnection(
          new Session("s", "ada", Instant.MAX), socket.session(), Optional.empty(), () -> {});

  private long nanos;
  private final Guard guard = new Guard(new Threads(executor, executor), () -> nanos, false);

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void theContainerReadsAPongForAFrameWithoutMeaning() {
    assertHeard(NOTHING, "pong:x");
    assertHeard(NOTHING, "ping:x");
    assertHeard(NOTHING, "raw:8980");
  }

  @Test
  void theContainerReadsTheVerdictAndNothingThatTheClientSaid() {
    assertHeard("818400000000" + "34343033", "text:secret");
    assertHeard(NOTHING, "binary:secret");
  }

  @Test
  void theClientsCloseIsGivenBack() {
    assertHeard("818400000000" + "31303031", "close:1001,secret");
    assertHeard(NOTHING, "close:1000");
  }

  @Test
  void theClientsAnswerToACloseIsAClose() {
    guard.told();

    assertHeard("888000000000", "close:1001,secret");
  }

  @Test
  void aClientIsToldOneCodeOnly() {
    assertHeard("818400000000" + "34343033", "text:x", "close:1000");
  }

  @Test
  void aClientThatWasNotAdmittedGetsNoAnswer() {
    hear("ping:a");
    assertEquals(List.of(), socket.pongs);

    guard.admit(connection);
    hear("ping:b", "ping:c");

    assertEquals(List.of("b", "c"), socket.pongs);
  }

  /** Liberty waits there for the read that it has not finished beginning on this very thread. */
  @Test
  void theEndOfAClientIsToldOnAnotherThreadThanTheOneThatReads() throws Exception {
    CompletableFuture<Thread> told = new CompletableFuture<>();
    guard.admit(connection);

    guard.ended(() -> told.complete(Thread.currentThread()));

    assertNotSame(Thread.currentThread(), told.get(1, TimeUnit.MINUTES));
  }

  @Test
  void theEndOfAClientThatWasNotAdmittedIsTold() throws Exception {
    CompletableFuture<Thread> told = new CompletableFuture<>();

    guard.ended(() -> told.complete(Thread.currentThread()));

    assertNotSame(Thread.currentThread(), told.get(1, TimeUnit.MINUTES));
  }

  @Test
  void theEndOfAClientIsToldAfterTheMessageOnItsWay() throws Exception {
    CompletableFuture<Thread> told = new CompletableFuture<>();
    guard.admit(connection);
    connection.snapshot("snapshot");

    guard.ended(() -> told.complete(Thread.currentThread()));
    executor.submit(() -> {}).get(1, TimeUnit.MINUTES);
    assertFalse(told.isDone());
    socket.arrive();

    assertTrue(told.isDone());
  }

  @Test
  void whoeverPingsWithoutEndIsShownOut() {
    guard.admit(connection);
    String[] pings = new String[Guard.MOST_CONTROLS + 1];
    for (int i = 0; i < pings.length; i++) {
      pings[i] = i % 2 == 0 ? "ping:x" : "pong:x";
    }

    assertHeard("818400000000" + "34343033", pings);

    assertEquals(Guard.MOST_CONTROLS / 2, socket.pongs.size());
  }

  @Test
  void aClientThatPingsEverySecondStays() {
    for (int i = 0; i < 10 * Guard.MOST_CONTROLS; i++) {
      nanos += TimeUnit.SECONDS.toNanos(1);
      assertHeard(NOTHING, "ping:x");
    }
  }

  private void assertHeard(String expected, String... frames) {
    assertEquals(expected, HexFormat.of().formatHex(hear(frames)));
  }

  private byte[] hear(String... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String frame : frames) {
      bytes.writeBytes(FrameCorpus.frame(frame));
    }
    return guard.hear(bytes.toByteArray());
  }
}
