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
    threads.repeat(settings.sweepInterval(), () -> !stopped, this::sweep);
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
  }

  private void sweep() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "Watched questions are looked at later: {0}", e.getClass().getName());
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
