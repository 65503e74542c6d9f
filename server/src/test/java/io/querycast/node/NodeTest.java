package io.querycast.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.FakeNanoClock;
import io.querycast.LeaveEvent;
import io.querycast.Settings;
import io.querycast.StopEvent;
import io.querycast.TestSettings;
import io.querycast.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link TestSettings} has four inboxes and leases of 12 s. */
class NodeTest {
  private static final Duration BEAT = Duration.ofSeconds(3);

  private final FakeLeaseStore store = new FakeLeaseStore();
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final Told<LeaseTaken> taken = new Told<>();
  private final List<Node> beating = new ArrayList<>();

  @Test
  void nodesTakeDifferentInboxes() {
    Set<Integer> inboxes =
        Stream.generate(this::node).limit(4).map(NodeTest::inbox).collect(Collectors.toSet());

    assertEquals(Set.of(0, 1, 2, 3), inboxes);
  }

  @Test
  void aNodeWithoutAFreeInboxIsNotReadyAndGoesOnTrying() {
    Node first = node();
    for (int others = 0; others < 3; others++) {
      node();
    }
    Node fifth = node();

    assertEquals(Optional.empty(), fifth.lease());
    assertTrue(fifth.advice().orElseThrow().contains("querycast.inboxes"));

    first.stop(new StopEvent());
    fifth.beat();

    assertTrue(fifth.lease().isPresent());
    assertEquals(Optional.empty(), fifth.advice());
  }

  @Test
  void aDeadNodesInboxIsTakenOverWithTheNextEpoch() {
    Node dead = node();
    Lease old = dead.lease().orElseThrow();
    for (int others = 0; others < 3; others++) {
      beating.add(node());
    }
    Node late = node();

    passBeating(Duration.ofSeconds(11), late);
    assertEquals(Optional.empty(), late.lease(), "it might only be slow");
    passBeating(Duration.ofSeconds(5), late);

    assertEquals(Optional.of(new Lease(old.inbox(), old.epoch() + 1)), late.lease());
    assertFalse(late.othersWithSockets().contains(old), "the dead node's records are out of date");
  }

  @Test
  void aNodeThatWasPausedGivesUpItsLeaseAndTakesAnother() {
    Node paused = node();
    Lease old = paused.lease().orElseThrow();

    ticks.pass(Duration.ofSeconds(13));
    assertEquals(Optional.empty(), paused.lease(), "even before it has looked");
    store.leases.put(
        old.inbox(),
        new LeaseStore.Held(new Lease(old.inbox(), old.epoch() + 1), "another", 1, false));
    paused.beat();

    assertNotEquals(old.inbox(), inbox(paused));
    assertEquals(2, taken.all.size(), "its connections are registered again");
  }

  @Test
  void everyPartOfTheWorkBelongsToExactlyOneNode() {
    Node[] nodes = Stream.generate(this::node).limit(3).toArray(Node[]::new);
    Stream.of(nodes).forEach(Node::beat);

    for (int part = 0; part < 8; part++) {
      int wanted = part;
      assertEquals(1, Stream.of(nodes).filter(node -> node.isMine(wanted)).count(), "part " + part);
    }
    assertTrue(
        Stream.of(nodes).allMatch(node -> IntStream.range(0, 8).filter(node::isMine).count() >= 2));
  }

  @Test
  void whenTheTableFailsTheNodeSaysSoAndKeepsItsInboxWhileTheLeaseIsCertain() {
    Node node = node();
    store.trouble = new IllegalStateException("no table");
    ticks.pass(BEAT);
    node.beat();
    assertTrue(node.lease().isPresent());

    ticks.pass(Duration.ofSeconds(10));
    node.beat();

    assertEquals(Optional.empty(), node.lease());
    assertTrue(node.advice().orElseThrow().contains("querycast.table"));
    store.trouble = null;
    node.beat();
    assertTrue(node.lease().isPresent(), "the same inbox or another");
  }

  @Test
  void aNodeThatIsStoppedIsNotReadyAndGivesItsInboxBack() {
    Node node = node();

    node.leave(new LeaveEvent());
    assertTrue(node.advice().isPresent());
    assertTrue(node.lease().isPresent(), "work that has begun goes on");
    node.stop(new StopEvent());

    assertEquals("", store.leases.values().iterator().next().node());
  }

  private void passBeating(Duration time, Node looking) {
    for (Duration past = Duration.ZERO; past.compareTo(time) < 0; past = past.plusSeconds(1)) {
      ticks.pass(Duration.ofSeconds(1));
      beating.forEach(Node::beat);
      looking.beat();
    }
  }

  @Test
  void nodesOfBothDoorsTellEachOtherApart() {
    Node atGateway = node(TestSettings.atTheGateway());
    Node withSockets = node();

    atGateway.beat();

    assertEquals(Set.of(atGateway.lease().orElseThrow()), withSockets.othersAtGateway());
    assertEquals(Set.of(), withSockets.othersWithSockets());
    assertEquals(Set.of(withSockets.lease().orElseThrow()), atGateway.othersWithSockets());
    assertEquals(Set.of(), atGateway.othersAtGateway());
    assertEquals(2, atGateway.living(), "they share the common work");
  }

  private Node node() {
    return node(TestSettings.SETTINGS);
  }

  private Node node(Settings settings) {
    Node node = new Node(store, settings, null, ticks, taken);
    node.beat();
    return node;
  }

  private static int inbox(Node node) {
    return node.lease().orElseThrow().inbox();
  }
}
