package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.FakeTimer;
import io.querycast.Threads;
import io.querycast.node.FakeNode;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private final FakeTimer timer = new FakeTimer();
  private final FakeNode node = new FakeNode();
  private Instant now = Instant.EPOCH;
  private final Waits waits = new Waits(() -> now, node, new Threads(timer, timer));
  private final List<String> told = new ArrayList<>();

  /** The content of the store; null while it can't be read. */
  private String stored = "old";

  private int reads;

  @Test
  void allWaitsOfOneUserShareOneReadASecond() {
    for (int i = 0; i < Waits.MOST_OF_USER; i++) {
      add("ada", "w" + i);
    }

    pass(3);

    assertEquals(3, reads);
    assertEquals(List.of(), told);
  }

  @Test
  void everyWaitForSomethingNewIsToldAndTheReadingEndsWithTheLast() {
    add("ada", "a");
    add("ada", "b");

    stored = "new";
    pass(5);

    assertEquals(List.of("a: changed to new", "b: changed to new"), told);
    assertEquals(1, reads);
  }

  @Test
  void aWaitThatReachesItsEndIsToldThatNothingChanged() {
    add("ada", "a");
    pass(10);
    add("ada", "b");

    pass(10);
    assertEquals(List.of("a: unchanged"), told);

    pass(10);
    assertEquals(List.of("a: unchanged", "b: unchanged"), told);
  }

  @Test
  void moreThanAFewWaitsOfOneUserAreRefusedAndThoseOfOthersAreNot() {
    for (int i = 0; i < Waits.MOST_OF_USER; i++) {
      add("eve", "w" + i);
    }

    Problem problem = assertThrows(Problem.class, () -> add("eve", "one more"));

    assertEquals(ErrorCode.TOO_MANY_REQUESTS, problem.code());
    add("ada", "a");
  }

  @Test
  void ifTheStoreCannotBeReadTheWaitsAreTold() {
    add("ada", "a");

    stored = null;
    pass(1);

    assertEquals(List.of("a: failed"), told);
    stored = "old";
    add("ada", "b");
    pass(20);
    assertEquals(List.of("a: failed", "b: unchanged"), told);
  }

  @Test
  void aWaitWhoseClientIsGoneHarmsNoOther() {
    waits.add(
        "ada",
        now.plusSeconds(20),
        new Told("gone") {
          @Override
          public void changed(Snapshot snapshot) {
            throw new IllegalStateException("no connection");
          }
        },
        this::read);
    add("ada", "a");

    stored = "new";
    pass(1);

    assertEquals(List.of("a: changed to new"), told);
  }

  private void add(String user, String name) {
    waits.add(user, now.plusSeconds(20), new Told(name), this::read);
  }

  private Snapshot read(String user) {
    reads++;
    if (stored == null) {
      throw new IllegalStateException("no table");
    }
    return new Snapshot(List.of(), stored);
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      timer.pass(Duration.ofSeconds(1));
    }
  }

  /** A wait that knows the first content, and notes what it is told. */
  private class Told implements Waits.Waiter {
    private final String name;

    Told(String name) {
      this.name = name;
    }

    @Override
    public boolean knows(Snapshot snapshot) {
      return snapshot.fingerprint().equals("old");
    }

    @Override
    public void changed(Snapshot snapshot) {
      told.add(name + ": changed to " + snapshot.fingerprint());
    }

    @Override
    public void unchanged(Snapshot snapshot) {
      told.add(name + ": unchanged");
    }

    @Override
    public void failed(RuntimeException why) {
      told.add(name + ": failed");
    }
  }
}
