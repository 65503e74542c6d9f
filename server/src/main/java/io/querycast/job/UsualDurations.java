package io.querycast.job;

import io.querycast.NanoClock;
import io.querycast.Threads;
import io.querycast.job.UsualDurationStore.Runs;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How long the runs of each query of the catalogue usually take. A node reads that at most once a
 * minute for each query, and writes what it has seen at most once in ten seconds: how many jobs
 * there are costs nothing.
 */
@Singleton
class UsualDurations {
  private static final Logger LOG = Logger.getLogger(UsualDurations.class.getName());

  /** The last runs that count. */
  static final int RUNS = 20;

  /** Fewer runs say nothing about the next. */
  static final int FEWEST = 3;

  static final Duration READ_AGAIN = Duration.ofMinutes(1);
  static final Duration WRITE_AFTER = Duration.ofSeconds(10);

  private final UsualDurationStore store;
  private final InstantSource clock;
  private final NanoClock ticks;
  private final Threads threads;

  /** There are as many as the catalogue has queries. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** What this node has seen and not written yet, in milliseconds, by query. */
  private final Map<String, List<Long>> unwritten = new HashMap<>();

  @Inject
  UsualDurations(UsualDurationStore store, InstantSource clock, NanoClock ticks, Threads threads) {
    this.store = store;
    this.clock = clock;
    this.ticks = ticks;
    this.threads = threads;
  }

  private record Known(Duration usual, long readAt) {
    static Known of(Runs runs, long readAt) {
      List<Long> sorted = runs.durations().stream().sorted().toList();
      return new Known(
          sorted.size() < FEWEST ? null : Duration.ofMillis(sorted.get(sorted.size() / 2)), readAt);
    }
  }

  /**
   * How long the runs of a query usually take: the median of the last ones.
   *
   * @param query null for own SQL
   * @return null if that is not known
   */
  Duration of(String query) {
    if (query == null) {
      return null;
    }
    Known before = known.getOrDefault(query, new Known(null, ticks.nanos()));
    if (!known.containsKey(query) || ticks.nanos() - before.readAt() >= READ_AGAIN.toNanos()) {
      // Whoever asks meanwhile, or while the table can't be read, gets what was known.
      known.put(query, new Known(before.usual(), ticks.nanos()));
      try {
        known.put(query, Known.of(store.runs(query), ticks.nanos()));
      } catch (RuntimeException e) {
        LOG.log(Level.FINE, "Durations can''t be read now: {0}", e.getClass().getName());
      }
    }
    return known.get(query).usual();
  }

  /** A job has ended. Of jobs that share a statement, the one that started it speaks for all. */
  void changed(@Observes JobChanged news) {
    Job job = news.job();
    boolean isRun =
        job.query() != null
            && job.state() instanceof JobState.Finished
            && news.isEnd()
            && job.bearsStatement()
            // Otherwise the ending overtook the start, and nobody knows how long it took.
            && job.receipt().accepted() != null;
    if (isRun) {
      long took = Duration.between(job.startedAt(), job.endedAt()).toMillis();
      add(job.query(), List.of(Math.max(0, took)));
    }
  }

  private synchronized void add(String query, List<Long> durations) {
    boolean isFirst = !unwritten.containsKey(query);
    List<Long> all = unwritten.computeIfAbsent(query, it -> new ArrayList<>());
    all.addAll(durations);
    all.subList(0, Math.max(0, all.size() - RUNS)).clear();
    if (isFirst) {
      later(() -> write(query));
    }
  }

  private void later(Runnable task) {
    try {
      ScheduledFuture<?> unused =
          threads.scheduler().schedule(task, WRITE_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends: these runs don't count", e);
    }
  }

  private void write(String query) {
    List<Long> newer = taken(query);
    try {
      Runs before = store.runs(query);
      Runs after = before.with(newer);
      if (store.replace(query, before, after, clock.instant())) {
        known.put(query, Known.of(after, ticks.nanos()));
        return;
      }
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "Durations can''t be written now: {0}", e.getClass().getName());
    }
    // Another node was quicker, or the table can't be reached.
    add(query, newer);
  }

  private synchronized List<Long> taken(String query) {
    return unwritten.remove(query);
  }
}
