package io.querycast.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.FakeNanoClock;
import io.querycast.TestSettings;
import io.querycast.identity.AccessToken;
import io.querycast.identity.SignInsFixture;
import io.querycast.node.FakeNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionSweeperTest {
  private static final Duration CHECK = TestSettings.SETTINGS.tokenCheck();
  private static final AccessToken TOKEN = new AccessToken("ada's", Sockets.END);

  private final Sockets sockets = new Sockets();
  private final FakeNode node = new FakeNode();
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final SignInsFixture users = new SignInsFixture(ticks, sockets.threads);
  private final SessionSweeper sweeper = sweeper(node, users);

  @Test
  void whoSignsOutLosesTheSocketWithinTheBoundAndTheOthersDoNot() {
    sockets.open("ada", "a");
    sockets.sessions.tokens.put("a", TOKEN);
    sockets.open("eve", "e");
    sockets.sessions.tokens.put("e", new AccessToken("eve's", Sockets.END));
    pass(3);
    assertEquals(List.of(), sockets.api.deleted);

    users.signOut(TOKEN);
    pass(10);

    assertEquals(List.of("a"), sockets.api.deleted);
    assertEquals(List.of("a"), sockets.sessions.removed);
    assertEquals(1, sockets.connections.all.size());
  }

  @Test
  void whileAShareGoesToAnotherNodeTheBoundIsKept() {
    sockets.open("ada", "a");
    sockets.sessions.tokens.put("a", TOKEN);
    pass(1);
    users.signOut(TOKEN);

    node.sharers = 2;
    node.place = 0;
    pass(1);
    assertEquals(List.of(), sockets.api.deleted, "it is in the other node's part");
    FakeNode other = new FakeNode();
    other.sharers = 2;
    other.place = FakeConnectionStore.PART % 2;
    SignInsFixture others = new SignInsFixture(ticks, sockets.threads);
    others.signOut(TOKEN);
    sweeper(other, others).look();
    others.look();

    assertEquals(List.of("a"), sockets.api.deleted);
    assertEquals(1, users.asked(TOKEN), "a node asks no more about what is not in its share");
  }

  @Test
  void theEndOfASessionEndsItsSocketAlthoughNobodyIsToldAnything() {
    sockets.open("ada", "a");
    pass(1);
    sockets.pass(Duration.between(sockets.now(), Sockets.END));

    pass(1);

    assertEquals(List.of("a"), sockets.api.deleted);
    assertEquals(List.of("a"), sockets.sessions.removed);
    assertEquals(List.of(), sockets.connections.all);
  }

  @Test
  void aSessionWhoseDisconnectWasLostLeavesNoRecordBeyondItsEnd() {
    sockets.record("ada", "a");
    pass(1);
    sockets.pass(Duration.between(sockets.now(), Sockets.END));

    pass(1);

    assertEquals(List.of(), sockets.api.deleted);
    assertEquals(List.of("a"), sockets.sessions.removed);
    assertEquals(List.of(), sockets.connections.all);
  }

  @Test
  void aSocketThatCannotBeEndedNowIsTriedAgain() {
    sockets.open("ada", "a");
    sockets.sessions.tokens.put("a", TOKEN);
    users.signOut(TOKEN);
    sockets.api.isThrottled = true;
    pass(2);
    assertEquals(List.of(), sockets.sessions.removed);

    sockets.api.isThrottled = false;
    pass(1);

    assertEquals(List.of("a"), sockets.api.deleted);
    assertEquals(List.of("a"), sockets.sessions.removed);
  }

  @Test
  void aSocketThatIsNotOpenYetWhenItsUserSignsOutIsEndedWhenItIs() {
    sockets.record("ada", "a");
    sockets.sessions.tokens.put("a", TOKEN);
    users.signOut(TOKEN);
    sweeper.look();
    users.look();
    assertEquals(List.of(), sockets.sessions.removed, "else nobody would find it again");

    sockets.api.open("a");
    sweeper.look();

    assertEquals(List.of("a"), sockets.api.deleted);
  }

  @Test
  void aSessionWhoseTokenNoSecretOpensIsPutAway() {
    sockets.open("ada", "a");
    sockets.sessions.unreadable.add("a");

    sweeper.look();

    assertEquals(List.of("a"), sockets.api.deleted);
    assertEquals(1, sockets.api.calls, "it is ended once");
    assertEquals(List.of("a"), sockets.sessions.removed);
  }

  @Test
  void whatCannotBeReadAtOneLookIsReadAtTheNext() {
    sockets.open("ada", "a");
    sockets.sessions.tokens.put("a", TOKEN);
    users.signOut(TOKEN);
    sockets.sessions.failures = 1;
    sweeper.look();
    users.look();
    assertEquals(List.of(), sockets.api.deleted);

    sweeper.look();
    users.look();

    assertEquals(List.of("a"), sockets.api.deleted);
  }

  /** Lets so many tenths of {@code querycast.token-check} pass, with the looks in them. */
  private void pass(int tenths) {
    for (int i = 0; i < tenths; i++) {
      ticks.pass(CHECK.dividedBy(10));
      sockets.pass(CHECK.dividedBy(10));
      sweeper.look();
      users.look();
    }
  }

  private SessionSweeper sweeper(FakeNode shared, SignInsFixture signedIn) {
    return new SessionSweeper(
        shared,
        sockets.gateway,
        sockets.connections,
        sockets.sessions,
        signedIn.signIns(),
        sockets::now,
        TestSettings.atTheGateway(),
        sockets.threads);
  }
}
