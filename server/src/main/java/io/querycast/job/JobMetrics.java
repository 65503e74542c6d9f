package io.querycast.job;

import io.querycast.Figure;
import io.querycast.Metrics;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Counts how jobs end. */
@Singleton
public class JobMetrics {
  private static final int FIRST_VERSION = 1;

  private final Metrics metrics;

  @Inject
  JobMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  void changed(@Observes JobChanged changed) {
    Job job = changed.job();
    if (job.version() == FIRST_VERSION) {
      metrics.count(Figure.JOBS_SUBMITTED);
    }
    if (job.isEnded() && !job.hasLostResult()) {
      metrics.count(Figure.JOBS_ENDED);
      if (job.receipt().learnedFrom() == LearnedFrom.SWEEPER) {
        metrics.count(Figure.JOBS_LEARNED_LATE);
      }
    }
  }
}
