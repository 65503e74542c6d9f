package io.querycast.usage;

import io.querycast.Figure;
import io.querycast.Metrics;
import io.querycast.Price;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.job.Cost;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.JobState;
import io.querycast.result.RowsRead;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Adds up what jobs take on this node. Every ten seconds or so it writes its sums of the day, as a
 * whole and under the node's own name, so that no write can count twice; with many users, which
 * make a large item, every two minutes. A node that is killed loses what it has not written yet.
 */
@Singleton
public class Usage {
  private static final Logger LOG = Logger.getLogger(Usage.class.getName());

  static final Duration WRITE_EVERY = Duration.ofSeconds(10);

  /** With more sums than these, some 8 KB, they are written more rarely. */
  static final int FEW = 100;

  static final Duration MANY_EVERY = Duration.ofMinutes(2);

  /** More users than these are counted together: an item of DynamoDB has 400 KB at most. */
  static final int MOST_USERS = 1_000;

  private final UsageStore store;
  private final Metrics metrics;
  private final InstantSource clock;
  private final Threads threads;

  /** The sums of today, and of a day before that are not written yet. */
  private final Map<LocalDate, Day> days = new TreeMap<>();

  private volatile boolean stopped;

  /** The sums of one day. */
  private static final class Day {
    private final Map<Subject, Counts> sums = new HashMap<>();
    private boolean isChanged;
    private Instant writtenAt = Instant.MIN;

    void add(Subject subject, Counts more) {
      boolean isRoom = sums.size() < MOST_USERS || subject.kind() == Subject.Kind.QUERY;
      sums.merge(
          isRoom || sums.containsKey(subject) ? subject : Subject.OTHERS, more, Counts::plus);
      isChanged = true;
    }

    boolean isDue(Instant now) {
      return isChanged && (sums.size() <= FEW || !writtenAt.plus(MANY_EVERY).isAfter(now));
    }
  }

  @Inject
  Usage(UsageStore store, Metrics metrics, InstantSource clock, Threads threads) {
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    threads.repeat(WRITE_EVERY, () -> !stopped, () -> write(day -> day.isDue(clock.instant())));
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
    write(day -> true);
  }

  void changed(@Observes JobChanged news) {
    Job job = news.job();
    if (news.isNew()) {
      add(job, Counts.ASKED);
    }
    if (news.calls() > 0) {
      add(job, Counts.calls(news.calls()));
    }
    if (job.bearsStatement()) {
      if (news.tellsTime()) {
        ran(job);
      }
    } else if (news.isEnd() && job.state() instanceof JobState.Finished) {
      served(job);
    }
  }

  private void ran(Job job) {
    Cost cost = job.cost();
    Price price = cost.price() == null ? null : Price.parse(cost.price());
    long bytes = job.result() == null ? 0 : job.result().bytes();
    metrics.count(Figure.STATEMENTS_RUN);
    metrics.count(Figure.WAREHOUSE_MILLISECONDS, cost.took().toMillis());
    add(job, Counts.statement(cost.took(), bytes, price));
  }

  private void served(Job job) {
    Duration saved = job.cost().took() == null ? Duration.ZERO : job.cost().took();
    if (job.isAnswered()) {
      metrics.count(Figure.STATEMENTS_REUSED);
      add(job, Counts.reused(saved));
    } else {
      metrics.count(Figure.STATEMENTS_SHARED);
      add(job, Counts.shared(saved));
    }
  }

  void rowsRead(@Observes RowsRead rows) {
    add(rows.job(), Counts.calls(rows.calls()));
  }

  private synchronized void add(Job job, Counts more) {
    Day day = days.computeIfAbsent(today(), first -> new Day());
    Subject.of(job).forEach(subject -> day.add(subject, more));
  }

  /** Writes what has changed. What can't be written now is written with the next. */
  private void write(Predicate<Day> isDue) {
    // Older sums must not come after newer ones.
    synchronized (store) {
      taken(isDue).forEach(this::write);
      forgetOtherDays();
    }
  }

  private synchronized Map<LocalDate, Map<Subject, Counts>> taken(Predicate<Day> isDue) {
    Map<LocalDate, Map<Subject, Counts>> all = new TreeMap<>();
    days.forEach(
        (date, day) -> {
          if (day.isChanged && isDue.test(day)) {
            all.put(date, Map.copyOf(day.sums));
            day.isChanged = false;
            day.writtenAt = clock.instant();
          }
        });
    return all;
  }

  private void write(LocalDate date, Map<Subject, Counts> sums) {
    try {
      store.put(date, sums);
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "Sums are written later: {0}", e.getClass().getName());
      synchronized (this) {
        days.get(date).isChanged = true;
      }
    }
  }

  private synchronized void forgetOtherDays() {
    LocalDate today = today();
    days.entrySet().removeIf(day -> !day.getKey().equals(today) && !day.getValue().isChanged);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
