package io.querycast.push;

import io.querycast.Settings;
import io.querycast.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sessions whose sockets are gone. Their records are removed later, many at once. */
@Singleton
public class GoneSessions {
  private static final Logger LOG = Logger.getLogger(GoneSessions.class.getName());

  /**
   * The record of a socket that is gone stays for this many sweeps, and up to as many again. When
   * all sockets are cut at once, the browsers that come back are admitted first. A write that is
   * still under way takes less time than this. A hint without a receiver does no harm.
   */
  private static final int SWEEPS_UNTIL_FORGOTTEN = 10;

  /**
   * The removal is not tried again this long after the session's end: DynamoDB forgets the record
   * by itself.
   */
  private static final Duration LONGEST_TRIED = Duration.ofHours(1);

  private final SessionStore sessions;
  private final Settings settings;
  private final Threads threads;
  private final InstantSource clock;

  /** Sessions whose sockets have gone since the last look. */
  private Set<Session> gone = new LinkedHashSet<>();

  /** Sessions whose sockets had gone before that look. Their records are removed next. */
  private Set<Session> older = new LinkedHashSet<>();

  /** Whether the next look is under way or scheduled. There is only one at a time. */
  private boolean isWaiting;

  @Inject
  GoneSessions(SessionStore sessions, Settings settings, Threads threads, InstantSource clock) {
    this.sessions = sessions;
    this.settings = settings;
    this.threads = threads;
    this.clock = clock;
  }

  /** Adds a session whose record is removed later. */
  void add(Session session) {
    boolean isFirst;
    synchronized (this) {
      gone.add(session);
      isFirst = !isWaiting;
      isWaiting = true;
    }
    if (isFirst) {
      later();
    }
  }

  private void later() {
    Duration pause = settings.sweepInterval().multipliedBy(SWEEPS_UNTIL_FORGOTTEN);
    try {
      ScheduledFuture<?> unused =
          threads
              .timer()
              .schedule(
                  () -> threads.executor().execute(this::forgetOlder),
                  pause.toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends", e);
    }
  }

  private void forgetOlder() {
    Set<Session> some;
    synchronized (this) {
      some = older;
      older = gone;
      gone = new LinkedHashSet<>();
    }
    List<Session> left = remove(some);
    synchronized (this) {
      older.addAll(left);
      isWaiting = !older.isEmpty() || !gone.isEmpty();
      if (!isWaiting) {
        return;
      }
    }
    later();
  }

  /** Returns the sessions that can't be removed now and must be tried again. */
  private List<Session> remove(Collection<Session> some) {
    List<Session> all = List.copyOf(some);
    List<Session> left = new ArrayList<>();
    for (int i = 0; i < all.size(); i += SessionStore.MOST_REMOVED) {
      List<Session> batch = all.subList(i, Math.min(i + SessionStore.MOST_REMOVED, all.size()));
      try {
        if (!sessions.remove(batch)) {
          left.addAll(batch);
        }
      } catch (RuntimeException e) {
        LOG.log(
            Level.WARNING,
            "Records of sockets that are gone can''t be removed: {0}",
            e.getClass().getName());
        left.addAll(all.subList(i, all.size()));
        break;
      }
    }
    Instant past = clock.instant().minus(LONGEST_TRIED);
    return left.stream().filter(each -> each.until().isAfter(past)).toList();
  }
}
