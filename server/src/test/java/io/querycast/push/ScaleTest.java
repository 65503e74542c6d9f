package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.Audit;
import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.FakeTimer;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeSqs;
import io.querycast.job.FakeJobs;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Samples;
import io.querycast.node.FakeNode;
import io.querycast.node.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A node with many users, with counters instead of time. docs/operations.md, "What breaks first",
 * computes with these counts.
 */
class ScaleTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  /** In an hour. */
  private static final int INTERVALS = 144;

  private static final Lease OTHER = new Lease(1, 1);

  /** What one user costs in one hour with one socket and some jobs. */
  private record Costs(
      double snapshotsRead, double messages, double registrations, double lookups, double hints) {}

  @Test
  void anIdleUserCostsTheSameHoweverManyThereAre() {
    Costs alone = costs(1, 0);

    // At each interval of 25 s a message, and every twelfth is a snapshot.
    assertEquals(new Costs(13, 145, 1, 0, 0), alone);
    assertEquals(alone, costs(100, 0));
    assertEquals(alone, costs(1_000, 0));
  }

  @Test
  void aUserWhoAsksCostsTheSameHoweverManyThereAre() {
    Costs alone = costs(1, 3);

    assertEquals(alone, costs(100, 3));
    assertEquals(alone, costs(1_000, 3));
    assertEquals(3, alone.lookups(), "one for each job, when it has ended");
    assertEquals(3, alone.hints(), "to the one other node where the user has a tab");
  }

  /**
   * Counts an hour on a node.
   *
   * @param jobs how many each user asks for; not all users ask at the same time, so what one asks
   *     would show if it cost the others anything
   */
  private static Costs costs(int users, int jobs) {
    FakeTimer timer = new FakeTimer();
    FakeNanoClock ticks = new FakeNanoClock();
    FakeSessionStore sessions = new FakeSessionStore();
    FakeSqs sqs = new FakeSqs();
    FakeNode node = new FakeNode();
    FakeJobs all = new FakeJobs();
    node.living.add(OTHER);
    Threads threads = new Threads(new DirectExecutor(), timer);
    Connections connections = new Connections();
    GoneSessions gone = new GoneSessions(sessions, TestSettings.SETTINGS, threads, () -> NOW);
    Pusher pusher =
        new Pusher(
            connections,
            new Registrar(sessions, connections, node, gone, threads),
            gone,
            new Inboxes(sqs, sessions, node, TestSettings.SETTINGS, threads),
            all,
            new JobTeller(all.results(), () -> NOW, new Audit(() -> NOW, line -> {})),
            () -> NOW,
            ticks,
            TestSettings.SETTINGS,
            threads);
    List<FakeSocket> sockets = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      FakeSocket socket = new FakeSocket();
      Session session = new Session("s" + user, "u" + user, NOW.plusSeconds(7200));
      sessions.where.put("u" + user, Set.of(node.own.orElseThrow(), OTHER));
      pusher.connected(new NodeConnection(session, socket.session(), Optional.empty(), () -> {}));
      socket.arriveAll();
      sockets.add(socket);
    }
    for (int interval = 0; interval < INTERVALS; interval++) {
      ticks.pass(TestSettings.SETTINGS.snapshotInterval());
      timer.pass(TestSettings.SETTINGS.snapshotInterval());
      for (int user = 0; jobs > 0 && user < users; user++) {
        if (interval % (INTERVALS / jobs) == user % 4 * 6) {
          ask(pusher, "u" + user);
        }
      }
      sockets.forEach(FakeSocket::arriveAll);
    }
    long messages = sockets.stream().mapToLong(socket -> socket.sent.size()).sum();
    return new Costs(
        (double) all.reads / users,
        (double) messages / users,
        (double) sessions.registered.size() / users,
        (double) sessions.looks / users,
        (double) sqs.sent.size() / users);
  }

  private static void ask(Pusher pusher, String user) {
    Job submitted = Samples.submittedBy(user, NOW);
    Job running = Samples.running(submitted);
    // Rows are read from Redshift, and not counted here.
    Job ended = Samples.expired(Samples.finished(running, NOW, NOW), NOW);
    for (Job step : List.of(submitted, running, ended)) {
      pusher.changed(new JobChanged(step));
    }
  }
}
