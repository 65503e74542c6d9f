package io.querycast.push;

import io.querycast.Threads;
import io.querycast.node.Node;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Clients that wait for a snapshot to change. The store is read once a second for all clients of a
 * user, however many there are, and no client holds a thread. A node that stops keeps no client
 * waiting.
 */
@Singleton
public class Waits {
  private static final Logger LOG = Logger.getLogger(Waits.class.getName());

  /** More pages without a socket than a person looks at. */
  static final int MOST_OF_USER = 10;

  private static final int PAUSE_SECONDS = 1;

  /** A client that waits. It is told once. */
  interface Waiter {
    /** Returns whether the client has this snapshot already. */
    boolean knows(Snapshot snapshot);

    /** Something has changed. */
    void changed(Snapshot snapshot);

    /** Nothing has changed before the end of the wait. */
    void unchanged(Snapshot snapshot);

    void failed(RuntimeException why);
  }

  private record Waiting(Waiter waiter, Instant end) {}

  private final InstantSource clock;
  private final Node node;
  private final Threads threads;
  private final Map<String, List<Waiting>> byUser = new HashMap<>();

  /** The users whose next look is scheduled or under way. */
  private final Set<String> looking = new HashSet<>();

  @Inject
  Waits(InstantSource clock, Node node, Threads threads) {
    this.clock = clock;
    this.node = node;
    this.threads = threads;
  }

  /**
   * Waits for a snapshot that the waiter does not know, or for the end.
   *
   * @param read asks the store for the user's snapshot
   * @throws Problem if too many of the user's clients wait
   */
  void add(String user, Instant end, Waiter waiter, Function<String, Snapshot> read) {
    boolean isFirst;
    synchronized (this) {
      List<Waiting> all = byUser.computeIfAbsent(user, unused -> new ArrayList<>());
      if (all.size() >= MOST_OF_USER) {
        throw new Problem(
            ErrorCode.TOO_MANY_REQUESTS,
            "%d of your requests wait for a snapshot already: let one end first."
                .formatted(MOST_OF_USER));
      }
      isFirst = looking.add(user);
      all.add(new Waiting(waiter, end));
    }
    if (isFirst) {
      lookLater(user, read);
    }
  }

  private void lookLater(String user, Function<String, Snapshot> read) {
    ScheduledFuture<?> unused =
        threads
            .timer()
            .schedule(
                () -> threads.executor().execute(() -> look(user, read)),
                PAUSE_SECONDS,
                TimeUnit.SECONDS);
  }

  private void look(String user, Function<String, Snapshot> read) {
    Snapshot now = null;
    RuntimeException failure = null;
    try {
      now = read.apply(user);
    } catch (RuntimeException e) {
      failure = e;
    }
    for (Waiting each : take(user, now)) {
      tell(each.waiter(), now, failure);
    }
    boolean goOn;
    synchronized (this) {
      goOn = byUser.containsKey(user);
      if (!goOn) {
        looking.remove(user);
      }
    }
    if (goOn) {
      lookLater(user, read);
    }
  }

  private static void tell(Waiter waiter, Snapshot now, RuntimeException failure) {
    try {
      if (now == null) {
        waiter.failed(failure);
      } else if (waiter.knows(now)) {
        waiter.unchanged(now);
      } else {
        waiter.changed(now);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "A waiting client was gone: {0}", e.getClass().getName());
    }
  }

  /** Returns those whose wait is over. If nothing could be read, it returns all of them. */
  private synchronized List<Waiting> take(String user, Snapshot now) {
    List<Waiting> over = new ArrayList<>();
    List<Waiting> known = byUser.get(user);
    for (Iterator<Waiting> all = known.iterator(); all.hasNext(); ) {
      Waiting each = all.next();
      if (now == null
          || node.isLeaving()
          || !each.waiter().knows(now)
          || !clock.instant().isBefore(each.end())) {
        all.remove();
        over.add(each);
      }
    }
    if (known.isEmpty()) {
      byUser.remove(user);
    }
    return over;
  }
}
