package io.querycast.completion;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Traces;
import io.querycast.job.JobQueue;
import io.querycast.job.JobStore;
import io.querycast.job.LearnedFrom;
import io.querycast.job.StatementFollower;
import io.querycast.node.Node;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Asks about jobs that have had no news for too long, starts jobs that never started, and lets in
 * jobs that wait for room.
 *
 * <p>The living nodes share the parts of the index of due jobs. When a node is gone, its part could
 * belong to nobody. So each sweep also looks at one part of another node, for jobs that are even
 * later.
 */
@Singleton
public class Sweeper {
  private static final Logger LOG = Logger.getLogger(Sweeper.class.getName());

  /** The part of the common work that includes the queue. */
  private static final int QUEUE_PART = 0;

  private static final int AT_ONCE = 16;

  private final Node node;
  private final JobStore store;
  private final StatementFollower follower;
  private final JobQueue queue;
  private final InstantSource clock;
  private final Settings settings;
  private final Threads threads;
  private long looks;
  private boolean silent;
  private volatile boolean stopped;

  @Inject
  Sweeper(
      Node node,
      JobStore store,
      StatementFollower follower,
      JobQueue queue,
      InstantSource clock,
      Settings settings,
      Threads threads) {
    this.node = node;
    this.store = store;
    this.follower = follower;
    this.queue = queue;
    this.clock = clock;
    this.settings = settings;
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    threads.repeat(settings.sweepInterval(), () -> !stopped, this::sweep);
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
  }

  private void sweep() {
    try {
      look();
      silent = false;
    } catch (RuntimeException e) {
      // An outage is logged once, and must not end the sweeps.
      Level level = silent ? Level.FINE : Level.WARNING;
      LOG.log(level, "Due jobs can''t be read and are tried again: {0}", e.getClass().getName());
      silent = true;
    }
  }

  void look() {
    Instant now = clock.instant();
    int parts = settings.dueParts();
    looks++;
    int others = (int) (looks % parts);
    Instant late = now.minus(settings.sweepInterval().multipliedBy(2));
    for (int part = 0; part < parts; part++) {
      if (node.isMine(part)) {
        askAll(store.due(part, now));
      } else if (part == others) {
        askAll(store.due(part, late));
      }
    }
    if (others == 0 && parts < Settings.MOST_DUE_PARTS) {
      // Another node may have divided the index into more parts, or this one did so before.
      long round = looks / parts;
      askAll(store.due(parts + (int) (round % (Settings.MOST_DUE_PARTS - parts)), late));
    }
    if (node.isMine(QUEUE_PART) || others == QUEUE_PART) {
      queue.admitSoon(false);
    }
  }

  /** Several at a time, because there may be many after an outage. */
  private void askAll(List<String> ids) {
    threads.forEach(ids, AT_ONCE, this::ask);
  }

  private void ask(String id) {
    if (stopped) {
      return;
    }
    try {
      Traces.during(Traces.Step.SWEEP, id, () -> follower.learn(id, LearnedFrom.SWEEPER));
    } catch (RuntimeException e) {
      // An error of one job must not keep the others from being asked about.
      LOG.log(
          Level.FINE,
          "The state of {0} can''t be read now: {1}",
          new Object[] {id, e.getClass().getName()});
    }
  }
}
