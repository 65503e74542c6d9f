package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Audit;
import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.FakeTimer;
import io.querycast.LeaveEvent;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeSqs;
import io.querycast.job.FakeJobs;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Samples;
import io.querycast.node.FakeNode;
import io.querycast.node.Lease;
import io.querycast.node.LeaseTaken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PusherTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final Lease OTHER = new Lease(1, 1);

  private Instant now = NOW;
  private final FakeTimer timer = new FakeTimer();
  private final FakeSessionStore sessions = new FakeSessionStore();
  private final FakeSqs sqs = new FakeSqs();
  private final FakeNode node = new FakeNode();
  private final FakeJobs jobs = new FakeJobs();
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final FakeSocket socket = new FakeSocket();
  private final Job job = Samples.submitted(NOW);
  private final NodeConnection connection = connection(Optional.empty());
  private final Threads threads = new Threads(new DirectExecutor(), timer);
  private final Connections connections = new Connections();
  private final GoneSessions gone =
      new GoneSessions(sessions, TestSettings.SETTINGS, threads, () -> now);
  private final Registrar registrar = new Registrar(sessions, connections, node, gone, threads);
  private final List<String> audited = new ArrayList<>();
  private final Pusher pusher = pusher(threads);

  @Test
  void whileNothingCanHaveChangedEachIntervalHasABeatAndNothingIsRead() {
    pusher.connected(connection);

    assertEquals(List.of("snapshot", "beat", "beat", "beat"), toldAfter(3));
    assertEquals(1, jobs.reads);
  }

  @Test
  void whileAJobIsOpenEachIntervalHasASnapshot() {
    jobs.all.add(job);
    pusher.connected(connection);
    assertEquals(List.of("snapshot", "snapshot", "snapshot"), toldAfter(2));

    jobs.all.set(0, Samples.finished(job, NOW, NOW));

    assertEquals(List.of("snapshot", "beat"), toldAfter(2).subList(3, 5));
  }

  @Test
  void newsOfAnotherUserCausesNoSnapshot() {
    pusher.connected(connection);

    pusher.changed(new JobChanged(Samples.submittedBy("another", NOW)));

    assertEquals(List.of("snapshot", "beat"), toldAfter(1));
  }

  @Test
  void afterNewsOfTheUserTheNextMessageIsASnapshotEvenIfThePushIsLost() {
    pusher.connected(connection);
    Job ended = Samples.finished(job, NOW, NOW);
    jobs.all.add(ended);

    pusher.changed(new JobChanged(ended));
    assertEquals(List.of("snapshot", "job", "snapshot", "beat"), toldAfter(2));
    pusher.hinted(new Hint(job.owner(), "a job that can't be read", 0));
    assertEquals(List.of("snapshot", "beat"), toldAfter(2).subList(4, 6));
  }

  @Test
  void newsOfAnotherUserChangesNothing() {
    pusher.connected(connection);

    pusher.hinted(new Hint("eve", "job", 0));

    assertEquals(List.of("snapshot", "beat"), toldAfter(1));
  }

  @Test
  void atLatestAfterFiveMinutesASnapshotComesWhateverWasHeard() {
    pusher.connected(connection);

    List<String> told = toldAfter(12);

    assertEquals(Collections.nCopies(11, "beat"), told.subList(1, 12));
    assertEquals("snapshot", told.get(12));
  }

  @Test
  void whatIsHeardWhileASnapshotIsReadLeadsToAnotherOne() {
    pusher.connected(connection);
    jobs.whileReading = () -> pusher.hinted(new Hint(job.owner(), "job", 0));
    connection.staleness().heard();
    assertEquals(List.of("snapshot", "snapshot"), toldAfter(1));
    jobs.whileReading = () -> {};

    assertEquals(List.of("snapshot", "beat"), toldAfter(2).subList(2, 4));
  }

  @Test
  void aSnapshotThatCannotBeReadIsDueAgainAtTheNextInterval() {
    pusher.connected(connection);
    connection.staleness().heard();
    jobs.failures = 1;

    assertEquals(List.of("snapshot", "snapshot", "beat"), toldAfter(3));
  }

  @Test
  void whereOtherNodesCannotTellOfAStepThereAreSnapshots() {
    sessions.whileRegistering =
        () -> {
          throw new IllegalStateException("The table can't be written.");
        };
    pusher.connected(connection);
    assertEquals(List.of("snapshot", "snapshot"), toldAfter(1));
    sessions.whileRegistering = () -> {};
    assertEquals(List.of("snapshot", "beat"), toldAfter(2).subList(2, 4));

    node.own = Optional.of(new Lease(2, 9));
    registrar.taken(new LeaseTaken(new Lease(2, 9)));

    assertEquals(
        List.of("snapshot", "beat"), toldAfter(2).subList(4, 6), "hints went to the old inbox");
  }

  @Test
  void aSessionIsRegisteredBeforeItsFirstSnapshot() {
    pusher.connected(connection);

    assertEquals(List.of("s 0"), sessions.registered);
    assertTrue(socket.sent.get(0).startsWith("{\"type\":\"snapshot\",\"session\":\"s\""));
  }

  @Test
  void aStepIsToldHereAndOnTheOtherNodesOfTheUser() {
    pusher.connected(connection);
    socket.arrive();
    node.living.add(OTHER);
    sessions.where.put(job.owner(), Set.of(node.own.orElseThrow(), OTHER));

    Job running = Samples.running(job);
    jobs.all.add(running);
    pusher.changed(new JobChanged(job));
    pusher.changed(new JobChanged(running));
    timer.pass(Inboxes.LATER);

    assertTrue(socket.sent.get(1).startsWith("{\"type\":\"job\""));
    assertEquals(1, sqs.sent.size(), "one for both steps");
    assertTrue(audited.get(0).contains("\"job\":\"" + job.id() + "\""), audited.toString());
  }

  /** Whoever asked knows from the answer that Redshift has taken it. */
  @Test
  void aJobThatEndsSoonElsewhereNeedsNoHintThatItRuns() {
    node.living.add(OTHER);
    sessions.where.put(job.owner(), Set.of(OTHER));
    Job running = Samples.running(job);
    jobs.all.add(Samples.finished(running, NOW, NOW));

    pusher.changed(new JobChanged(job));
    pusher.changed(new JobChanged(running));
    timer.pass(Inboxes.LATER);

    assertEquals(List.of(), sqs.sent, "the node that stored its ending tells it");
  }

  /** Whoever asked knows only that it waits. */
  @Test
  void aJobThatHadToWaitIsToldAtOnceWhenItRuns() {
    node.living.add(OTHER);
    sessions.where.put(job.owner(), Set.of(OTHER));

    pusher.changed(new JobChanged(Samples.runningLate(job)));

    assertEquals(1, sqs.sent.size());
  }

  @Test
  void aHintLeadsToTheJobAsItIsStored() {
    pusher.connected(connection);
    socket.arrive();
    jobs.all.add(job);

    pusher.hinted(new Hint(job.owner(), job.id(), 0));
    pusher.hinted(new Hint(job.owner(), "no-such-job", 0));

    assertEquals(2, socket.sent.size());
    assertTrue(socket.sent.get(1).contains(job.id()));
  }

  @Test
  void aRunOfAWatchIsNobodysJobAndItsHintIsNoJobs() {
    pusher.connected(connection);
    socket.arrive();
    jobs.all.add(job);
    node.living.add(OTHER);
    sessions.where.put("watched#q", Set.of(OTHER));

    pusher.hinted(new Hint(job.owner(), job.id(), "w", 0));
    pusher.changed(new JobChanged(Samples.runningLate(Samples.submittedBy("watched#q", NOW))));

    assertEquals(1, socket.sent.size());
    assertEquals(List.of(), sqs.sent);
  }

  @Test
  void aHintForAUserWhoHasMovedIsPassedOnOnceAndThenDropped() {
    node.living.add(OTHER);
    sessions.where.put("ada", Set.of(OTHER));

    pusher.hinted(new Hint("ada", "job", 0));
    pusher.hinted(new Hint("ada", "job", 1));

    assertEquals(1, sqs.sent.size());
    assertTrue(sqs.sent.get(0).endsWith("\"hops\":1}"));
  }

  @Test
  void aNodeThatTakesAnotherInboxRegistersItsSessionsThere() {
    pusher.connected(connection);

    node.own = Optional.of(new Lease(2, 9));
    registrar.taken(new LeaseTaken(new Lease(2, 9)));
    registrar.taken(new LeaseTaken(new Lease(2, 9)));

    assertEquals(List.of("s 0", "s 2"), sessions.registered);
  }

  @Test
  void aSessionThatIsOnRecordAlreadyIsNotWrittenAgain() {
    NodeConnection known = connection(node.own);

    pusher.connected(known);

    assertEquals(List.of(), sessions.registered);
    assertEquals(1, socket.sent.size());
  }

  @Test
  void aClosedSocketsSessionIsForgottenLaterSoThatReturningBrowsersGoFirst() {
    pusher.connected(connection);

    pusher.disconnected(connection);

    timer.pass(Duration.ofSeconds(19));
    assertEquals(List.of(), sessions.removed);
    timer.pass(Duration.ofSeconds(21));
    assertEquals(List.of("s"), sessions.removed);
  }

  @Test
  void earlierGoodbyesMakeNoSessionBeForgottenSooner() {
    pusher.disconnected(connection("long gone", node.own));
    timer.pass(Duration.ofSeconds(19));
    pusher.disconnected(connection("just gone", node.own));

    timer.pass(Duration.ofSeconds(20));
    assertEquals(List.of(), sessions.removed);
    timer.pass(Duration.ofSeconds(21));
    assertEquals(List.of("long gone", "just gone"), sessions.removed);
  }

  @Test
  void anHourAfterItsSessionARecordIsLeftToTheTablesOwnExpiry() {
    sessions.failures = 100;
    pusher.disconnected(connection("s", node.own));

    timer.pass(Duration.ofMinutes(1));
    assertEquals(2, sessions.removals);
    now = NOW.plus(Duration.ofHours(2));
    timer.pass(Duration.ofMinutes(5));
    assertEquals(3, sessions.removals);
  }

  @Test
  void manyEndedSessionsAreForgottenTogether() {
    List<String> ids = IntStream.range(0, 60).mapToObj(i -> "s" + i).toList();
    ids.forEach(id -> pusher.disconnected(connection(id, node.own)));
    pusher.disconnected(connection("s0", node.own));

    timer.pass(Duration.ofSeconds(40));

    assertEquals(ids, sessions.removed);
    assertEquals(3, sessions.removals);
  }

  @Test
  void aSocketThatClosesWhileItIsRegisteredLeavesNoRecord() {
    sessions.whileRegistering = () -> pusher.disconnected(connection);

    pusher.connected(connection);

    timer.pass(Duration.ofMinutes(1));
    assertEquals(List.of(), sessions.registered);
  }

  @Test
  void aRecordThatCannotBeRemovedIsTriedAgain() {
    pusher.connected(connection);
    sessions.failures = 1;
    sessions.refusals = 1;

    pusher.disconnected(connection);

    timer.pass(Duration.ofMinutes(2));
    assertEquals(List.of(), sessions.registered);
  }

  @Test
  void aServerThatStopsSendsItsBrowsersAway() throws Exception {
    pusher.connected(connection);
    socket.arrive();
    socket.whenClosed = () -> pusher.disconnected(connection);

    pusher.leave(new LeaveEvent());

    assertEquals(List.of(1012), socket.closeCodes());
  }

  @Test
  void aBrowserThatCannotBeClosedHoldsNobodyElseUp() throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    Pusher stopping = pusher(new Threads(executor, timer));
    FakeSocket next = new FakeSocket();
    NodeConnection second = connection("t", next, Optional.empty());
    CountDownLatch isClosed = new CountDownLatch(2);
    for (FakeSocket each : List.of(socket, next)) {
      stopping.connected(each == socket ? connection : second);
      each.whenClosed =
          () -> {
            isClosed.countDown();
            await(isClosed);
            stopping.disconnected(each == socket ? connection : second);
          };
    }
    socket.arrive();
    next.arrive();

    stopping.leave(new LeaveEvent());

    executor.shutdown();
    assertEquals(List.of(1012), socket.closeCodes());
    assertEquals(List.of(1012), next.closeCodes());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBrowserThatComesWhileTheServerStopsIsSentAwayToo() throws Exception {
    pusher.leave(new LeaveEvent());

    pusher.connected(connection);

    assertEquals(List.of(1012), socket.closeCodes());
  }

  /** Lets so many intervals pass, and returns the types of all messages so far. */
  private List<String> toldAfter(int intervals) {
    socket.arriveAll();
    for (int i = 0; i < intervals; i++) {
      ticks.pass(TestSettings.SETTINGS.snapshotInterval());
      timer.pass(TestSettings.SETTINGS.snapshotInterval());
      socket.arriveAll();
    }
    return socket.sent.stream().map(text -> text.split("\"")[3]).toList();
  }

  private Pusher pusher(Threads threads) {
    return new Pusher(
        connections,
        registrar,
        gone,
        new Inboxes(sqs, sessions, node, TestSettings.SETTINGS, threads),
        jobs,
        new JobTeller(jobs.results(), () -> NOW, new Audit(() -> NOW, audited::add)),
        () -> NOW,
        ticks,
        TestSettings.SETTINGS,
        threads);
  }

  private NodeConnection connection(Optional<Lease> registered) {
    return connection("s", registered);
  }

  private NodeConnection connection(String session, Optional<Lease> registered) {
    return connection(session, socket, registered);
  }

  private NodeConnection connection(String session, FakeSocket socket, Optional<Lease> registered) {
    return new NodeConnection(
        new Session(session, job.owner(), NOW.plusSeconds(3600)),
        socket.session(),
        registered,
        () -> {});
  }
}
