package io.querycast.completion;

import io.querycast.Figure;
import io.querycast.Metrics;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.job.JobStore;
import io.querycast.node.Node;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.IntStream;

/** Counts the jobs of this node's share that should have been asked about long ago. */
@Singleton
public class OverdueMetrics {
  /** The time of many sweeps: a job that is due for this long is not being asked about. */
  private static final Duration LATE = Duration.ofMinutes(2);

  private final Metrics metrics;
  private final Node node;
  private final JobStore store;
  private final InstantSource clock;
  private final Settings settings;

  @Inject
  OverdueMetrics(
      Metrics metrics, Node node, JobStore store, InstantSource clock, Settings settings) {
    this.metrics = metrics;
    this.node = node;
    this.store = store;
    this.clock = clock;
    this.settings = settings;
  }

  void start(@Observes StartEvent starting) {
    metrics.gauge(Figure.JOBS_OVERDUE, this::overdue);
  }

  private long overdue() {
    Instant before = clock.instant().minus(LATE);
    return IntStream.range(0, settings.dueParts())
        .filter(node::isMine)
        .mapToLong(shard -> store.due(shard, before).size())
        .sum();
  }
}
