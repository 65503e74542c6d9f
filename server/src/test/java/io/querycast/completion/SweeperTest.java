package io.querycast.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.Settings;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.job.FakeFollower;
import io.querycast.job.FakeJobStore;
import io.querycast.job.FakeQueue;
import io.querycast.node.FakeNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweeperTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final int PARTS = TestSettings.SETTINGS.dueParts();

  /** As many as it takes until every part has had each of its turns. */
  private static final int ROUND = PARTS * (Settings.MOST_DUE_PARTS - PARTS);

  private final FakeJobStore store = new FakeJobStore();
  private final FakeFollower follower = new FakeFollower();
  private final FakeQueue queue = new FakeQueue();

  @Test
  void eachSweepAsksAboutTheDueJobsOfTheNodesOwnParts() {
    store.due.put(1, List.of("mine"));
    store.due.put(2, List.of("another's"));

    sweeper(2, 1).look();

    assertEquals(List.of("mine SWEEPER"), follower.learned);
  }

  @Test
  void aPartWhoseNodeIsGoneIsLookedAtByTheOthersInTurn() {
    Sweeper sweeper = sweeper(2, 1);
    sweep(sweeper, PARTS);

    assertTrue(store.dueLooks.containsAll(IntStream.range(0, PARTS).boxed().toList()));
  }

  @Test
  void jobsOfPartsThatThereAreNoLongerAreFound() {
    store.due.put(Settings.MOST_DUE_PARTS - 1, List.of("from before"));
    Sweeper sweeper = sweeper(1, 0);

    sweep(sweeper, ROUND);

    assertEquals(List.of("from before SWEEPER"), follower.learned);
    assertEquals(
        new HashSet<>(IntStream.range(0, Settings.MOST_DUE_PARTS).boxed().toList()),
        Set.copyOf(store.dueLooks));
  }

  /** With counters instead of time: docs/operations.md, "What breaks first". */
  @Test
  void aSweepCostsANodeNoMoreTheMoreNodesThereAre() {
    double alone = readsOfASweep(1);
    assertEquals(PARTS + 1.0 / PARTS, alone);

    for (int nodes : List.of(2, 3, 30, 300)) {
      assertTrue(readsOfASweep(nodes) <= alone, nodes + " nodes");
    }
    assertTrue(readsOfASweep(300) < 2, "a part in turn, and seldom one from before");
  }

  @Test
  void theQueueIsLookedAtBySweepsNoMoreOftenForEachNodeTheMoreThereAre() {
    readsOfASweep(1);
    int alone = queue.nudges;
    queue.nudges = 0;
    readsOfASweep(300);

    assertTrue(queue.nudges / 300 < alone, queue.nudges + " by 300 nodes");
  }

  /** The mean for one node. */
  private double readsOfASweep(int nodes) {
    store.dueLooks.clear();
    List<Sweeper> all = new ArrayList<>();
    for (int place = 0; place < nodes; place++) {
      all.add(sweeper(nodes, place));
    }
    all.forEach(sweeper -> sweep(sweeper, PARTS));
    return (double) store.dueLooks.size() / nodes / PARTS;
  }

  private static void sweep(Sweeper sweeper, int times) {
    for (int i = 0; i < times; i++) {
      sweeper.look();
    }
  }

  private Sweeper sweeper(int nodes, int place) {
    FakeNode node = new FakeNode();
    node.sharers = nodes;
    node.place = place;
    return new Sweeper(
        node,
        store,
        follower,
        queue,
        () -> NOW,
        TestSettings.SETTINGS,
        new Threads(new DirectExecutor(), null));
  }
}
