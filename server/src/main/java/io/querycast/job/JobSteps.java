package io.querycast.job;

import io.querycast.Settings;
import io.querycast.warehouse.Calls;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.UnaryOperator;

/** Takes jobs from one step to the next. Each step is stored first and told after. */
@Singleton
class JobSteps {
  private final JobStore store;
  private final Event<JobChanged> changed;
  private final Calls calls;
  private final Settings settings;

  @Inject
  JobSteps(JobStore store, Event<JobChanged> changed, Calls calls, Settings settings) {
    this.store = store;
    this.changed = changed;
    this.calls = calls;
    this.settings = settings;
  }

  /** Tells that a new job was stored. */
  void created(Job job) {
    changed.fire(new JobChanged(job));
  }

  /**
   * Changes a job, then stores and tells it. If something else changed it meanwhile, the step is
   * repeated on top of that.
   */
  Job change(Job job, UnaryOperator<Job> step) {
    Job before = job;
    int made = 0;
    while (true) {
      Job next = step.apply(before);
      if (next.version() == before.version()) {
        return before;
      }
      made += made(next);
      Job after = next.costing(made, settings.price());
      if (store.update(before, after)) {
        changed.fire(new JobChanged(before, after));
        return after;
      }
      before = store.find(job.owner(), job.id()).orElseThrow();
    }
  }

  /** The calls about a statement that were made since a step, for the job that bears it. */
  private int made(Job job) {
    if (!job.bearsStatement()) {
      return 0;
    }
    int sinceItIsKnown = job.statementId() == null ? 0 : calls.take(job.statementId());
    return calls.take(job.id()) + sinceItIsKnown;
  }
}
