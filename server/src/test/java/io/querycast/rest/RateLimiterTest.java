package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.FakeNanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final int AT_ONCE = 2;
  private static final int AT_ONCE_IN_ALL = 5;
  private static final int BURST = 10;
  private static final int PER_SECOND = 4;
  private static final int WAITING = 6;
  private static final int WAITING_IN_ALL = 9;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final FakeNanoClock ticks = new FakeNanoClock();
  private final RateLimiter turns =
      new RateLimiter(
          new RateLimiter.Bounds(
              1,
              AT_ONCE,
              AT_ONCE_IN_ALL,
              BURST,
              PER_SECOND,
              WAITING,
              WAITING_IN_ALL,
              PATIENCE,
              LONGEST),
          ticks);

  /** The requests at work, by client, the longest at work first. */
  private final Map<String, Deque<RateLimiter.Waiter>> atWork = new HashMap<>();

  /** What the waiting requests were told, in order. */
  private final List<String> told = new ArrayList<>();

  @Test
  void aFewOfOneClientAreWorkedOnAndTheOthersWaitForThem() {
    assertEquals(List.of("NOW", "NOW", "LATER", "LATER"), enter("eve", "a", "b", "c", "d"));

    leave("eve");
    leave("eve");

    assertEquals(List.of("c goes", "d goes"), told);
  }

  @Test
  void whoeverElseComesHasTheirTurnAtOnce() {
    enter("eve", "a", "b", "c", "d");

    assertEquals(List.of("NOW"), enter("ada", "e"));
  }

  @Test
  void clientsThatWaitForTheNodeTakeTurns() {
    enter("x", "x", "x");
    enter("y", "y", "y");
    enter("z", "z", "z 2");
    enter("eve", "eve 1", "eve 2");
    assertEquals(List.of(), told);

    leave("x");
    leave("x");
    leave("y");

    assertEquals(List.of("z 2 goes", "eve 1 goes", "eve 2 goes"), told);
  }

  @Test
  void aFloodIsWorkedOnAtARate() {
    int now = 0;
    for (int i = 0; i < BURST; i++) {
      now += enter("eve", "e").contains("NOW") ? 1 : 0;
      leave("eve");
    }
    assertEquals(BURST, now);
    assertEquals(List.of("LATER", "LATER", "LATER"), enter("eve", "a", "b", "c"));

    ticks.pass(Duration.ofMillis(500));
    turns.look();

    assertEquals(List.of("a goes", "b goes"), told);
  }

  @Test
  void aRestFillsTheBucketAgainAndNoFurther() {
    for (int i = 0; i < BURST; i++) {
      enter("eve", "e");
      leave("eve");
    }

    ticks.pass(Duration.ofHours(1));

    for (int i = 0; i < BURST; i++) {
      assertEquals(List.of("NOW"), enter("eve", "e"));
      leave("eve");
    }
    assertEquals(List.of("LATER"), enter("eve", "e"));
  }

  @Test
  void aRequestThatHasWaitedTooLongIsRefused() {
    enter("eve", "a", "b", "c");

    ticks.pass(PATIENCE.minusMillis(1));
    turns.look();
    assertEquals(List.of(), told);

    ticks.pass(Duration.ofMillis(1));
    turns.look();
    assertEquals(List.of("c is refused"), told);
  }

  @Test
  void moreThanMayWaitAreRefusedAtOnce() {
    enter("eve", "a", "b", "1", "2", "3", "4", "5", "6");
    assertEquals(List.of("REFUSED"), enter("eve", "7"));

    enter("bob", "a", "b", "1", "2", "3");
    assertEquals(List.of("REFUSED"), enter("bob", "4"), "nine wait in all");
    assertEquals(List.of("NOW"), enter("ada", "a"), "a request that need not wait does not count");
  }

  @Test
  void aClientThatGuessesIsSoonStoppedAndIsTrustedAgainAfterARest() {
    assertTrue(turns.isTrusted("eve"));

    turns.charge("eve", BURST + 1);

    assertFalse(turns.isTrusted("eve"));
    assertEquals(List.of("LATER"), enter("eve", "a"));
    assertTrue(turns.isTrusted("ada"));
    ticks.pass(Duration.ofSeconds(2));
    assertTrue(turns.isTrusted("eve"));
  }

  @Test
  void whatCostsMoreThanIsLeftIsOwed() {
    turns.charge("eve", BURST - 1);
    assertEquals(List.of("NOW"), enter("eve", "a"));
    turns.charge("eve", PER_SECOND / 2);
    leave("eve");
    assertEquals(List.of("LATER"), enter("eve", "b"));

    ticks.pass(Duration.ofMillis(500));
    turns.look();
    assertEquals(List.of(), told);
    ticks.pass(Duration.ofMillis(500));
    turns.look();
    assertEquals(List.of("b goes"), told);
  }

  @Test
  void aLimitedNumberOfClientsIsRememberedTheBusyOnesFirst() {
    enter("eve", "a", "b", "c");
    for (int i = 0; i < RateLimiter.CLIENTS + 10; i++) {
      turns.charge("address " + i, 1);
    }

    assertEquals(RateLimiter.CLIENTS, turns.clients());
    leave("eve");
    assertEquals(List.of("c goes"), told);
  }

  @Test
  void aTurnThatTakesTooLongIsOverAndLeavingItLaterChangesNothing() {
    enter("eve", "a", "b", "c", "d", "e");
    ticks.pass(PATIENCE.dividedBy(2));
    leave("eve");
    assertEquals(List.of("c goes"), told);

    for (int i = 0; i < 11; i++) {
      ticks.pass(LONGEST.dividedBy(10));
      enter("eve", "more");
      turns.look();
    }

    assertTrue(told.contains("d is refused"));
    assertTrue(told.contains("more goes"), told.toString());
    told.clear();
    leave("eve");
    leave("eve");
    assertEquals(List.of(), told);
  }

  @Test
  void aClientHasFewerAtOnceWhileTheMachineIsBusyAndSlowlyMoreWhenItIsNot() {
    turns.busy(true);
    turns.busy(true);
    assertEquals(List.of("NOW", "LATER", "LATER"), enter("eve", "a", "b", "c"));

    turns.busy(false);
    turns.look();

    assertEquals(List.of("b goes"), told);
  }

  private List<String> enter(String client, String... requests) {
    List<String> entries = new ArrayList<>();
    for (String each : requests) {
      RateLimiter.Waiter waiter =
          new RateLimiter.Waiter() {
            @Override
            public void told(boolean goes) {
              told.add(each + (goes ? " goes" : " is refused"));
              if (goes) {
                of(client).add(this);
              }
            }
          };
      RateLimiter.Entry entry = turns.enter(client, waiter);
      if (entry == RateLimiter.Entry.NOW) {
        of(client).add(waiter);
      }
      entries.add(entry.name());
    }
    return entries;
  }

  /** Ends the client's request that has been worked on for the longest time. */
  private void leave(String client) {
    turns.leave(of(client).poll());
  }

  private Deque<RateLimiter.Waiter> of(String client) {
    return atWork.computeIfAbsent(client, unused -> new ArrayDeque<>());
  }
}
