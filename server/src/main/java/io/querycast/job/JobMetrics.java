package io.querycast.job;

import io.querycast.Figure;
import io.querycast.Metrics;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Counts how jobs end. */
@Singleton
public class JobMetrics {
  private final Metrics metrics;

  @Inject
  JobMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  void changed(@Observes JobChanged changed) {
    Job job = changed.job();
    if (changed.isNew()) {
      metrics.count(Figure.JOBS_SUBMITTED);
    }
    if (changed.isEnd()) {
      metrics.count(Figure.JOBS_ENDED);
      if (job.receipt().learnedFrom() == LearnedFrom.SWEEPER) {
        metrics.count(Figure.JOBS_LEARNED_LATE);
      }
    }
  }
}
