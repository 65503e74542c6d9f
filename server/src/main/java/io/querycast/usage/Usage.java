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
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Adds up what jobs take on this node. Every ten seconds or so it writes the sums that have
 * changed, as a whole and under the node's own name, so that no write can count twice; a node that
 * is killed loses what it has not written yet.
 */
@Singleton
public class Usage {
  private static final Logger LOG = Logger.getLogger(Usage.class.getName());

  static final Duration WRITE_EVERY = Duration.ofSeconds(10);

  /** This many sums are written at the same time. */
  private static final int AT_ONCE = 8;

  private final UsageStore store;
  private final Metrics metrics;
  private final InstantSource clock;
  private final Threads threads;

  /** The sums of today, and of days before that are not written yet. */
  private final Map<Subject, Counts> sums = new HashMap<>();

  private final Set<Subject> unwritten = new HashSet<>();
  private volatile boolean stopped;

  @Inject
  Usage(UsageStore store, Metrics metrics, InstantSource clock, Threads threads) {
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    threads.repeat(WRITE_EVERY, () -> !stopped, this::write);
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
    write();
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
    for (Subject subject : Subject.of(job, today())) {
      sums.merge(subject, more, Counts::plus);
      unwritten.add(subject);
    }
  }

  /** Writes what has changed. What can't be written now is written with the next. */
  void write() {
    threads.forEach(taken(), AT_ONCE, this::write);
    forgetOtherDays();
  }

  private synchronized List<Subject> taken() {
    List<Subject> all = List.copyOf(unwritten);
    unwritten.clear();
    return all;
  }

  private void write(Subject subject) {
    try {
      store.put(subject, sum(subject));
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "A sum is written later: {0}", e.getClass().getName());
      synchronized (this) {
        unwritten.add(subject);
      }
    }
  }

  private synchronized Counts sum(Subject subject) {
    return sums.get(subject);
  }

  private synchronized void forgetOtherDays() {
    LocalDate today = today();
    sums.keySet().removeIf(subject -> !subject.day().equals(today) && !unwritten.contains(subject));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
