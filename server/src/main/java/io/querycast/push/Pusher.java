package io.querycast.push;

import io.querycast.LeaveEvent;
import io.querycast.NanoClock;
import io.querycast.Settings;
import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Jobs;
import io.querycast.watch.Watches;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells connections: everything when they connect, each step of a job, and at intervals either
 * everything again or, where nothing can have changed, only a beat.
 */
@Singleton
public class Pusher {
  private static final Logger LOG = Logger.getLogger(Pusher.class.getName());

  /** How long browsers may take for the messages that are being sent when the node leaves. */
  private static final Duration LONGEST_LEAVE = Duration.ofSeconds(10);

  /** Browsers that lose a server come back to others this many milliseconds apart on average. */
  private static final int SPREAD_MILLIS = 2;

  private static final int LEAST_SPREAD_MILLIS = 500;
  private static final int MOST_SPREAD_MILLIS = 10_000;
  private static final int LOOK_MILLIS = 20;

  /** Few of the container's threads: each close waits for another one of them. */
  private static final int CLOSED_AT_ONCE = 16;

  private static final Duration FIRST_SNAPSHOT_PAUSE = Duration.ofSeconds(1);

  private final Connections connections;
  private final Registrar registrar;
  private final GoneSessions gone;
  private final Inboxes inboxes;
  private final Jobs jobs;
  private final JobTeller teller;
  private final InstantSource clock;
  private final NanoClock ticks;
  private final Settings settings;
  private final Threads threads;
  private volatile boolean going;

  @Inject
  Pusher(
      Connections connections,
      Registrar registrar,
      GoneSessions gone,
      Inboxes inboxes,
      Jobs jobs,
      JobTeller teller,
      InstantSource clock,
      NanoClock ticks,
      Settings settings,
      Threads threads) {
    this.connections = connections;
    this.registrar = registrar;
    this.gone = gone;
    this.inboxes = inboxes;
    this.jobs = jobs;
    this.teller = teller;
    this.clock = clock;
    this.ticks = ticks;
    this.settings = settings;
    this.threads = threads;
  }

  /**
   * Registers a new connection first and sends the snapshot after that, so that no news is missed
   * between the two.
   */
  void connected(NodeConnection connection) {
    if (!connections.add(connection)) {
      connection.close(CloseCode.TOO_MANY);
      return;
    }
    if (going) {
      connection.leave(spread(1));
      return;
    }
    snapshot(connection);
    long interval = settings.snapshotInterval().toMillis();
    AtomicBoolean isReading = new AtomicBoolean();
    ScheduledFuture<?> intervals =
        threads
            .timer()
            .scheduleWithFixedDelay(
                () -> atInterval(connection, isReading), interval, interval, TimeUnit.MILLISECONDS);
    Duration left = Duration.between(clock.instant(), connection.session().until());
    ScheduledFuture<?> end =
        threads
            .timer()
            .schedule(
                () -> threads.executor().execute(() -> connection.close(CloseCode.SESSION_OVER)),
                left.toMillis(),
                TimeUnit.MILLISECONDS);
    connection.onClose(
        () -> {
          intervals.cancel(false);
          end.cancel(false);
        });
  }

  /** Sends what is due, unless the snapshot before is still being read. */
  private void atInterval(NodeConnection connection, AtomicBoolean isReading) {
    if (isReading.compareAndSet(false, true)) {
      threads
          .executor()
          .execute(
              () -> {
                try {
                  if (mayHaveMissed(connection)) {
                    snapshot(connection);
                  } else {
                    connection.beat(PushMessage.beat(clock.instant()));
                  }
                } finally {
                  isReading.set(false);
                }
              });
    }
  }

  /** Other nodes can't tell this one of a step while the connection is not registered here. */
  boolean mayHaveMissed(NodeConnection connection) {
    return !registrar.isRegistered(connection)
        || connection.staleness().isPossible(ticks.nanos(), settings.snapshotInterval());
  }

  void disconnected(NodeConnection connection) {
    connections.remove(connection);
    connection.closed();
    gone.add(connection.session());
  }

  private void later(Runnable task, Duration pause) {
    try {
      ScheduledFuture<?> unused =
          threads.scheduler().schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends", e);
    }
  }

  /**
   * Tells the owner's connections of a step, here and on other nodes. If the gateway holds the
   * sockets, there may be some on nodes that have their own door still. The package {@code door}
   * tells the gateway's.
   */
  void changed(@Observes JobChanged news) {
    Job job = news.job();
    if (Watches.isRun(job)) {
      return;
    }
    heardOf(job.owner());
    try {
      threads.executor().execute(() -> tell(job));
      hint(job);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends: the next snapshot, from another node, has the news", e);
    }
  }

  private void hint(Job job) {
    Hint hint = new Hint(job.owner(), job.id(), 0);
    if (job.isNew()) {
      inboxes.tellAfter(Inboxes.SOON, hint, () -> true);
    } else if (job.wasTakenAtOnce()) {
      inboxes.tellAfter(Inboxes.LATER, hint, () -> isOpen(job));
    } else {
      threads.executor().execute(() -> inboxes.tell(hint));
    }
  }

  /** Whoever ends a job tells all. If that can't be read, a hint too many does no harm. */
  private boolean isOpen(Job job) {
    try {
      return jobs.find(job.owner(), job.id()).filter(now -> !now.isEnded()).isPresent();
    } catch (RuntimeException e) {
      return true;
    }
  }

  /**
   * Takes a hint from another node. If the owner has no connection here, the hint is passed on,
   * once. At the gateway a hint is meant for connections there.
   */
  void hinted(@Observes Hint hint) {
    if (settings.isAtGateway() || hint.watch() != null) {
      return;
    }
    if (connections.of(hint.owner()).isEmpty()) {
      hint.passedOn().ifPresent(inboxes::tell);
    } else {
      heardOf(hint.owner());
      jobs.find(hint.owner(), hint.job()).ifPresent(this::tell);
    }
  }

  /** The next message to this user's connections here is a snapshot, even if the push is lost. */
  private void heardOf(String owner) {
    connections.of(owner).forEach(connection -> connection.staleness().heard());
  }

  private void tell(Job job) {
    teller.tell(job, connections.of(job.owner()), PushMessage.FRAME);
  }

  private void snapshot(NodeConnection connection) {
    // This runs each time: it may have failed before, or the lease may have changed since.
    registrar.register(connection);
    connection.staleness().reading(ticks.nanos());
    try {
      Session session = connection.session();
      List<Job> all = jobs.snapshot(session.userId());
      connection.snapshot(PushMessage.snapshot(session.id(), clock.instant(), all).toString());
      connection.staleness().told(all);
    } catch (RuntimeException e) {
      connection.staleness().heard();
      // The next snapshot follows. A browser that hears nothing for 60 s reconnects by itself.
      LOG.log(Level.WARNING, "A snapshot can''t be read: {0}", e.getClass().getName());
      if (!connection.hasBegun()) {
        later(() -> snapshot(connection), FIRST_SNAPSHOT_PAUSE);
      }
    }
  }

  /**
   * Lets every browser go to another node when its present messages are sent, but not all at once.
   * Several are closed at once, because a browser that goes at the same moment holds the
   * container's close up for seconds.
   */
  void leave(@Observes LeaveEvent leaving) throws InterruptedException {
    going = true;
    long end = ticks.nanos() + LONGEST_LEAVE.toNanos();
    Collection<NodeConnection> all = connections.all();
    Queue<NodeConnection> waiting = new ConcurrentLinkedQueue<>(all);
    for (int i = 0; i < CLOSED_AT_ONCE; i++) {
      run(() -> closeAll(waiting, all.size()));
    }
    while (!connections.all().isEmpty() && ticks.nanos() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private static void closeAll(Queue<NodeConnection> waiting, int browsers) {
    for (NodeConnection next = waiting.poll(); next != null; next = waiting.poll()) {
      next.leave(spread(browsers));
    }
  }

  private void run(Runnable task) {
    try {
      threads.executor().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The container has ended its threads", e);
      task.run();
    }
  }

  /** Returns when one of this many browsers may come back, in milliseconds. */
  private static int spread(int browsers) {
    int bound =
        Math.min(MOST_SPREAD_MILLIS, Math.max(LEAST_SPREAD_MILLIS, browsers * SPREAD_MILLIS));
    return ThreadLocalRandom.current().nextInt(bound + 1);
  }
}
