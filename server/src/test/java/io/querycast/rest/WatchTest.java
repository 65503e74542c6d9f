package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.FakeNanoClock;
import io.querycast.rest.TcpConnection.Phase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeNanoClock ticks = new FakeNanoClock();
  private final FakeConnections connections = new FakeConnections();
  private final Watch watch = new Watch(connections, ticks);

  private void lookFor(Duration time) {
    for (long left = time.toSeconds(); left > 0; left--) {
      watch.look();
      ticks.pass(SECOND);
    }
    watch.look();
  }

  @Test
  void aHeadThatIsNotWholeAfterTenSecondsIsBrokenOffAndNotBefore() {
    connections.head("slow", 0);
    lookFor(Duration.ofSeconds(9));
    assertEquals(List.of(), connections.cut());
    lookFor(SECOND);
    assertEquals(List.of("slow"), connections.cut());
  }

  @Test
  void aHeadThatIsLongerThanAnyIsBrokenOffAtOnce() {
    connections.put("long", Phase.HEAD, 0, Message.MOST_HEAD, false);
    watch.look();
    assertEquals(List.of(), connections.cut());
    connections.put("long", Phase.HEAD, 0, Message.MOST_HEAD + 1, false);
    watch.look();
    assertEquals(List.of("long"), connections.cut());
  }

  @Test
  void aConnectionWithANewRequestAtEachLookIsNotSlow() {
    for (int request = 0; request < 30; request++) {
      connections.head("quick", request);
      lookFor(SECOND);
    }
    assertEquals(List.of(), connections.cut());
  }

  @Test
  void aConnectionThatRestsBetweenTwoRequestsBeginsAnew() {
    connections.head("each", 1);
    lookFor(Duration.ofSeconds(8));
    connections.put("each", Phase.IDLE, 2, 0, false);
    lookFor(SECOND);
    connections.head("each", 2);
    lookFor(Duration.ofSeconds(8));
    assertEquals(List.of(), connections.cut());
  }

  @Test
  void aBodyHasTheTimeOfAHeadAndAMomentForItsRefusal() {
    connections.body("slow");
    lookFor(Duration.ofSeconds(11));
    assertEquals(List.of(), connections.cut());
    lookFor(SECOND);
    assertEquals(List.of("slow"), connections.cut());
  }

  @Test
  void socketsIdleConnectionsAndRequestsThatAreWorkedOnAreLeftAlone() {
    connections.put("socket", Phase.SOCKET, 1, 0, false);
    connections.put("idle", Phase.IDLE, 1, 0, false);
    connections.put("worked on", Phase.ANSWER, 1, 0, false);
    lookFor(Duration.ofMinutes(2));
    assertEquals(List.of(), connections.cut());
  }

  @Test
  void whileThreadsAreFreeAnswersMayBeReadSlowly() {
    IntStream.range(0, Patience.MOST_THREADS).forEach(i -> connections.answer("slow " + i, 0));
    lookFor(Patience.READ_WITHIN.minus(SECOND));
    assertEquals(List.of(), connections.cut());
  }

  @Test
  void theSlowestReaderMakesRoomForOthers() {
    IntStream.range(0, Patience.MOST_THREADS).forEach(i -> connections.answer("slow " + i, 0));
    watch.look();
    ticks.pass(SECOND);
    IntStream.range(0, Patience.MOST_THREADS)
        .forEach(i -> connections.answer("slow " + i, i == 7 ? 1 : 100_000));
    connections.answer("new", 0);
    assertTrue(watch.look());
    assertEquals(List.of("slow 7"), connections.cut(), "one byte in a second is no reading");
  }

  @Test
  void aReaderStaysHoweverManyOthersDoNotRead() {
    connections.answer("reads", 0);
    watch.look();
    ticks.pass(SECOND);
    connections.answer("reads", 2_000);
    IntStream.range(0, 400).forEach(i -> connections.answer("slow " + i, 0));
    watch.look();
    assertFalse(connections.cut().contains("reads"));
  }

  @Test
  void ifThreadsAreShortTheNextLookComesAtOnce() {
    assertFalse(watch.look());
    IntStream.range(0, 400).forEach(i -> connections.answer("slow " + i, 0));
    assertTrue(watch.look());
    assertEquals(400 - Patience.MOST_THREADS, connections.cut().size());
    assertFalse(watch.look());
  }

  @Test
  void aConnectionThatIsNotGoneAfterAWhileIsBrokenOffAgain() {
    FakeConnections stubborn = new FakeConnections();
    Watch other = new Watch(stubborn, ticks);
    for (int second = 0; second <= 16; second++) {
      stubborn.head("stays", 0);
      other.look();
      ticks.pass(SECOND);
    }
    assertEquals(List.of("stays", "stays"), stubborn.cut());
  }

  @Test
  void aServerThatEndsClosesConnectionsWithoutARequest() {
    connections.put("socket", Phase.SOCKET, 1, 0, false);
    connections.put("idle", Phase.IDLE, 1, 0, false);
    connections.head("head", 0);
    connections.body("body");
    connections.put("worked on", Phase.ANSWER, 1, 0, false);
    connections.end();
    assertTrue(watch.look());
    assertEquals(List.of("socket", "idle", "head", "body"), connections.cut());
    ticks.pass(Watch.LAST_ANSWERS.minusMillis(1));
    assertTrue(watch.look());
    assertEquals(4, connections.cut().size());
    ticks.pass(Duration.ofMillis(1));
    assertFalse(watch.look());
    assertEquals("worked on", connections.cut().get(4));
  }

  @Test
  void aServerThatEndsWaitsForNothingWhenAllIsAnswered() {
    connections.put("worked on", Phase.ANSWER, 1, 0, false);
    connections.end();
    assertTrue(watch.look());
    connections.close("worked on");
    assertFalse(watch.look());
    assertEquals(List.of(), connections.cut());
  }

  @Test
  void whileManyAreReadThoseThatTakeNextToNothingInAMinuteAreBrokenOff() {
    for (int reader = 0; reader <= Patience.MANY_THREADS; reader++) {
      connections.answer("reader " + reader, 0);
    }
    watch.look();
    for (int second = 1; second <= 59; second++) {
      ticks.pass(SECOND);
      connections.answer("reader 0", 2048L * second);
      connections.answer("reader 1", 1000L * second);
      watch.look();
    }
    assertEquals(List.of(), connections.cut());
    ticks.pass(SECOND);
    watch.look();

    assertEquals(Patience.MANY_THREADS, connections.cut().size(), "all but the first");
    assertFalse(connections.cut().contains("reader 0"));
  }

  @Test
  void whileFewAnswersAreReadNobodyIsTooSlow() {
    for (int reader = 0; reader < Patience.MANY_THREADS; reader++) {
      connections.answer("reader " + reader, 0);
    }
    lookFor(Duration.ofMinutes(5));

    assertEquals(List.of(), connections.cut());
  }
}
