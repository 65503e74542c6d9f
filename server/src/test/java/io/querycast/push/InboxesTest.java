package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeSqs;
import io.querycast.node.FakeNode;
import io.querycast.node.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InboxesTest {
  private static final Hint HINT = new Hint("ada", "job", 0);

  private final FakeSqs sqs = new FakeSqs();
  private final FakeSessionStore sessions = new FakeSessionStore();
  private final FakeNode node = new FakeNode();
  private final FakeTimer timer = new FakeTimer();
  private final Threads threads = new Threads(new DirectExecutor(), timer);
  private final Inboxes inboxes = new Inboxes(sqs, sessions, node, TestSettings.SETTINGS, threads);

  @Test
  void everyOtherLivingNodeThatHoldsASocketOfTheUserIsToldOnce() {
    node.living.addAll(Set.of(new Lease(0, 1), new Lease(1, 4), new Lease(2, 1)));
    sessions.where.put("ada", Set.of(new Lease(0, 1), new Lease(1, 4)));
    sessions.where.put("eve", Set.of(new Lease(2, 1)));

    inboxes.tell(HINT);

    assertEquals(
        List.of("http://localhost/inbox-001 {\"owner\":\"ada\",\"job\":\"job\",\"hops\":0}"),
        sqs.sent);
  }

  @Test
  void aSocketOfADeadNodeIsNotWrittenTo() {
    node.living.add(new Lease(1, 5));
    sessions.where.put("ada", Set.of(new Lease(1, 4), new Lease(3, 1)));

    inboxes.tell(HINT);

    assertEquals(List.of(), sqs.sent, "another node holds inbox 1 now");
  }

  @Test
  void whoDoesNotKnowTheGatewayTellsOneNodeThatDoes() {
    node.living.add(new Lease(1, 4));
    node.atGateway.addAll(Set.of(new Lease(2, 1), new Lease(3, 1)));
    sessions.where.put("ada", Set.of(new Lease(1, 4)));
    sessions.atGateway.add(atGateway("ada"));

    inboxes.tell(HINT);
    inboxes.tell(new Hint("eve", "job", 0));

    assertEquals(2, sqs.sent.size(), sqs.sent.toString());
    assertTrue(sqs.sent.get(0).startsWith("http://localhost/inbox-001 "));
    assertTrue(sqs.sent.get(1).matches("http://localhost/inbox-00[23] .*"), sqs.sent.get(1));
  }

  @Test
  void aNewJobIsHintedIfAllOthersAreAtTheGateway() {
    node.atGateway.add(new Lease(2, 1));
    sessions.atGateway.add(atGateway("ada"));

    inboxes.tellAfter(Inboxes.SOON, HINT, () -> true);
    timer.pass(Inboxes.SOON);

    assertEquals(1, sqs.sent.size());
  }

  @Test
  void whoKnowsTheGatewayTellsOnlyNodesWithSockets() {
    Inboxes atTheGateway = new Inboxes(sqs, sessions, node, TestSettings.atTheGateway(), threads);
    node.atGateway.add(new Lease(2, 1));
    sessions.where.put("ada", Set.of(new Lease(1, 4)));
    sessions.atGateway.add(atGateway("ada"));

    atTheGateway.tell(HINT);
    assertEquals(0, sessions.looks, "there is no such node");
    node.living.add(new Lease(1, 4));
    atTheGateway.tell(HINT);

    assertEquals(
        List.of("http://localhost/inbox-001 {\"owner\":\"ada\",\"job\":\"job\",\"hops\":0}"),
        sqs.sent);
  }

  private static SessionStore.AtGateway atGateway(String user) {
    return new SessionStore.AtGateway(
        new Session("session", user, Instant.MAX), "connection", Instant.MIN);
  }

  @Test
  void aNodeThatIsAloneDoesNotLookForSocketsElsewhere() {
    node.living.add(node.own.orElseThrow());
    sessions.where.put("ada", Set.of(new Lease(0, 1)));

    inboxes.tell(HINT);

    assertEquals(0, sessions.looks);
  }

  @Test
  void aNewJobThatRedshiftTakesAtOnceNeedsOneHint() {
    node.living.add(new Lease(1, 4));
    sessions.where.put("ada", Set.of(new Lease(1, 4)));

    inboxes.tellAfter(Inboxes.SOON, HINT, () -> true);
    inboxes.tell(HINT);
    timer.pass(Inboxes.SOON);

    assertEquals(1, sqs.sent.size());
    assertEquals(1, sessions.looks);
  }

  @Test
  void aNewJobThatTakesNoStepIsHintedAllTheSame() {
    node.living.add(new Lease(1, 4));
    sessions.where.put("ada", Set.of(new Lease(1, 4)));

    inboxes.tellAfter(Inboxes.SOON, HINT, () -> true);
    assertEquals(0, sqs.sent.size());
    timer.pass(Inboxes.SOON);
    timer.pass(Inboxes.SOON);

    assertEquals(1, sqs.sent.size());
  }

  @Test
  void aHintThatIsNoNewsAnyMoreWhenItsPauseIsOverIsNotSent() {
    node.living.add(new Lease(1, 4));
    sessions.where.put("ada", Set.of(new Lease(1, 4)));

    inboxes.tellAfter(Inboxes.LATER, HINT, () -> false);
    timer.pass(Inboxes.LATER);

    assertEquals(0, sqs.sent.size());
    assertEquals(0, sessions.looks);
  }

  @Test
  void aNodeThatIsAloneDoesNotAskWhetherAHintIsNews() {
    inboxes.tellAfter(Inboxes.LATER, HINT, () -> fail("It was asked."));

    timer.pass(Inboxes.LATER);
  }

  @Test
  void ofTwoHintsThatWaitTheNewerIsSent() {
    node.living.add(new Lease(1, 4));
    sessions.where.put("ada", Set.of(new Lease(1, 4)));

    inboxes.tellAfter(Inboxes.SOON, HINT, () -> true);
    inboxes.tellAfter(Inboxes.LATER, HINT, () -> true);
    timer.pass(Inboxes.SOON);
    assertEquals(0, sqs.sent.size());
    timer.pass(Inboxes.LATER);

    assertEquals(1, sqs.sent.size());
  }

  @Test
  void aHintIsPassedOnOnce() {
    assertEquals(Optional.of(new Hint("ada", "job", 1)), HINT.passedOn());
    assertEquals(Optional.empty(), new Hint("ada", "job", 1).passedOn());
  }

  @Test
  void aHintIsReadAsItWasWrittenAndAnythingElseIsIgnored() {
    assertEquals(Optional.of(HINT), Hint.parse(HINT.toJson()));
    for (String message : List.of("", "{", "[]", "{}", "{\"owner\":1}", "[".repeat(10_000))) {
      assertEquals(Optional.empty(), Hint.parse(message));
    }
  }
}
