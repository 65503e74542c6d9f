package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeSqs;
import io.querycast.job.FakeJobs;
import io.querycast.job.Job;
import io.querycast.job.Samples;
import io.querycast.node.FakeNode;
import io.querycast.node.Lease;
import io.querycast.watch.Answered;
import io.querycast.watch.FakeWatches;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTellerTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final Lease OTHER = new Lease(1, 1);

  private final FakeSessionStore sessions = new FakeSessionStore();
  private final FakeSqs sqs = new FakeSqs();
  private final FakeNode node = new FakeNode();
  private final FakeWatches watches = new FakeWatches("ada");
  private final FakeSocket socket = new FakeSocket();
  private final Connections connections = new Connections();
  private final Job run = Samples.finished(Samples.submittedBy("watched#q", NOW), NOW, NOW);
  private final WatchTeller teller =
      new WatchTeller(
          connections,
          new Inboxes(
              sqs,
              sessions,
              node,
              TestSettings.SETTINGS,
              new Threads(new DirectExecutor(), new FakeTimer())),
          watches,
          new FakeJobs().results(),
          TestSettings.SETTINGS,
          () -> NOW);

  @BeforeEach
  void adaIsHereAndOnAnotherNode() {
    NodeConnection connection =
        new NodeConnection(
            new Session("s", "ada", NOW.plusSeconds(3600)),
            socket.session(),
            Optional.empty(),
            () -> {});
    assertTrue(connections.add(connection));
    connection.snapshot("the first snapshot");
    socket.arrive();
    node.living.add(OTHER);
    sessions.where.put("ada", Set.of(OTHER));
  }

  @Test
  void anAnswerIsToldHereAndTheOtherNodesGetAHint() {
    teller.answered(new Answered("ada", "w", run));

    assertEquals(2, socket.sent.size());
    assertTrue(socket.sent.get(1).contains("\"watch\":\"w\""), socket.sent.get(1));
    assertEquals(1, sqs.sent.size());
    String hint = sqs.sent.get(0).substring(sqs.sent.get(0).indexOf('{'));
    assertEquals(Optional.of(new Hint("ada", run.id(), "w", 0)), Hint.parse(hint));
  }

  @Test
  void nobodyElseIsTold() {
    teller.answered(new Answered("eve", "w", run));

    assertEquals(List.of("the first snapshot"), socket.sent);
    assertEquals(List.of(), sqs.sent);
  }

  @Test
  void aHintLeadsToTheNewestAnswerAsItIsNow() {
    watches.newest.put("w", Samples.expired(run, NOW));

    teller.hinted(new Hint("ada", run.id(), "w", 0));
    socket.arrive();
    teller.hinted(new Hint("ada", run.id(), "no such watch", 0));
    teller.hinted(new Hint("ada", run.id(), 0));

    assertEquals(2, socket.sent.size());
    assertTrue(socket.sent.get(1).contains("RESULT_EXPIRED"), socket.sent.get(1));
  }

  @Test
  void aHintForAWatcherWhoHasMovedIsPassedOnOnce() {
    sessions.where.put("eve", Set.of(OTHER));

    teller.hinted(new Hint("eve", "run", "w", 0));
    teller.hinted(new Hint("eve", "run", "w", 1));

    assertEquals(1, sqs.sent.size());
    assertTrue(sqs.sent.get(0).contains("\"hops\":1"), sqs.sent.get(0));
  }

  @Test
  void aHintOfAJobIsLeftToThePusher() {
    sessions.where.put("eve", Set.of(OTHER));

    teller.hinted(new Hint("eve", "job", 0));

    assertEquals(List.of(), sqs.sent);
  }
}
