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

/** Sessions whose sockets have gone: takes them off the record, in a while and together. */
@Singleton
public class GoneSessions {
  private static final Logger LOG = Logger.getLogger(GoneSessions.class.getName());

  /**
   * Records of sockets that are gone stay for so many sweeps, and up to as many again, then go
   * together: when all are cut at once, those who come back are let in first. It is longer than a
   * write takes that may still be under way. A hint for nobody does no harm.
   */
  private static final int SWEEPS_UNTIL_FORGOTTEN = 10;

  /** So long after its session's end a record is left to DynamoDB, which forgets it by itself. */
  private static final Duration LONGEST_TRIED = Duration.ofHours(1);

  private final SessionStore sessions;
  private final Settings settings;
  private final Threads threads;
  private final InstantSource clock;

  /** Whose sockets have gone since it was last looked. */
  private Set<Session> gone = new LinkedHashSet<>();

  /** And before that: their records are removed next. */
  private Set<Session> older = new LinkedHashSet<>();

  /** Whether the next look is under way or fixed already: there is one at a time. */
  private boolean isWaiting;

  @Inject
  GoneSessions(SessionStore sessions, Settings settings, Threads threads, InstantSource clock) {
    this.sessions = sessions;
    this.settings = settings;
    this.threads = threads;
    this.clock = clock;
  }

  /** One more, whose record is to go in a while. */
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

  /** What can't be removed now, and is to be tried the next time. */
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
