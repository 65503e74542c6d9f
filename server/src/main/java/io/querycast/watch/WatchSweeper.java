package io.querycast.watch;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.node.Node;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks at the watched questions that are due. One node does that; the others look now and then for
 * questions that are late, because that node may be gone.
 */
@Singleton
public class WatchSweeper {
  private static final Logger LOG = Logger.getLogger(WatchSweeper.class.getName());

  /** This many questions are looked at, at the same time. */
  private static final int AT_ONCE = 16;

  /** The part of the common work that includes watched questions. */
  private static final int PART = 1;

  private static final int LOOKS_FOR_OTHERS = 4;

  private final Node node;
  private final WatchStore store;
  private final Rounds rounds;
  private final InstantSource clock;
  private final Settings settings;
  private final Threads threads;
  private long looks;
  private volatile boolean stopped;

  @Inject
  WatchSweeper(
      Node node,
      WatchStore store,
      Rounds rounds,
      InstantSource clock,
      Settings settings,
      Threads threads) {
    this.node = node;
    this.store = store;
    this.rounds = rounds;
    this.clock = clock;
    this.settings = settings;
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    next();
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
  }

  /** Nodes that started together drift apart. */
  private void next() {
    long interval = settings.sweepInterval().toMillis();
    long delay = interval / 2 + ThreadLocalRandom.current().nextLong(interval + 1);
    try {
      ScheduledFuture<?> unused =
          threads.scheduler().schedule(this::sweep, delay, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      stopped = true;
    }
  }

  private void sweep() {
    if (stopped) {
      return;
    }
    try {
      look();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "Watched questions are looked at later: {0}", e.getClass().getName());
    } finally {
      next();
    }
  }

  void look() {
    Instant now = clock.instant();
    boolean isMine = node.isMine(PART);
    if (isMine || looks++ % LOOKS_FOR_OTHERS == 0) {
      Instant until = isMine ? now : now.minus(settings.sweepInterval().multipliedBy(2));
      threads.forEach(store.due(until), AT_ONCE, rounds::lookQuietly);
    }
  }
}
