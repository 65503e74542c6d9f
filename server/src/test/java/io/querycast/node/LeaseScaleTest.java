package io.querycast.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.FakeNanoClock;
import io.querycast.TestSettings;
import io.querycast.Told;
import io.querycast.WhatBreaksFirst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What it costs that nodes know of each other, with counters instead of time. */
class LeaseScaleTest {
  /** A line for each of them would hide what other tests say. */
  private static final Logger LINES = Logger.getLogger(Node.class.getName());

  private static final Duration LEASE = TestSettings.SETTINGS.lease();
  private static final int BEATS_OF_A_LEASE = 4;
  private static final int LEASES_IN_A_READ = 34;
  private static final int SECONDS_OF_THE_DEFAULT = 10;

  private final FakeNanoClock ticks = new FakeNanoClock();
  private final FakeLeaseStore store = new FakeLeaseStore();

  @BeforeAll
  static void beQuiet() {
    LINES.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LINES.setLevel(null);
  }

  @Test
  void theGuideSaysWhatTheReadsOfTheLeasesCost() {
    List<Long> counted =
        WhatBreaksFirst.USERS.stream()
            .map(users -> readsPerSecond(WhatBreaksFirst.nodes(users)))
            .toList();

    assertEquals(counted, WhatBreaksFirst.row("the partition of the leases"));
  }

  @Test
  void aNodeReadsTheSameHoweverManyOthersThereAre() {
    double alone = readsInALease(1);

    assertEquals(BEATS_OF_A_LEASE, alone);
    for (int nodes : List.of(2, 34, 68, 136, 204, 306, 510)) {
      assertTrue(readsInALease(nodes) <= alone, nodes + " nodes: " + readsInALease(nodes));
    }
  }

  @Test
  void amongManyNodesADeadOneIsNoticedWithinTwoLooks() {
    for (int count : List.of(136, 300)) {
      store.leases.clear();
      List<Node> nodes = nodes(count);
      Node dead = nodes.remove(0);
      int lost = dead.lease().orElseThrow().inbox();

      beat(nodes, 2 * beatsOfALook(count) + 1);

      assertTrue(
          nodes.stream().allMatch(node -> node.othersWithSockets().size() == count - 2),
          "inbox " + lost + " is not counted");
    }
  }

  private static int beatsOfALook(int nodes) {
    return (nodes + LEASES_IN_A_READ - 1) / LEASES_IN_A_READ;
  }

  private long readsPerSecond(int nodes) {
    return Math.round(nodes * readsInALease(nodes) / SECONDS_OF_THE_DEFAULT);
  }

  /** Of one node, when all others are known. */
  private double readsInALease(int count) {
    store.leases.clear();
    List<Node> nodes = nodes(count);
    beat(nodes, 2 * beatsOfALook(count));
    store.readUnits = 0;
    // As many leases as show the looks that are made only now and then: four looks.
    int leases = beatsOfALook(count);
    beat(nodes, leases * BEATS_OF_A_LEASE);
    return (double) store.readUnits / count / leases;
  }

  private List<Node> nodes(int count) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new Node(store, TestSettings.withInboxes(count), null, ticks, new Told<>()));
    }
    beat(nodes, 1);
    beat(nodes, BEATS_OF_A_LEASE);
    return nodes;
  }

  private void beat(List<Node> nodes, int times) {
    for (int i = 0; i < times; i++) {
      ticks.pass(LEASE.dividedBy(BEATS_OF_A_LEASE));
      nodes.forEach(Node::beat);
    }
  }
}
