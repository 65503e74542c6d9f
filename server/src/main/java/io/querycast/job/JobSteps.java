package io.querycast.job;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.UnaryOperator;

/** Takes jobs from one step to the next. Each step is stored first and told after. */
@Singleton
class JobSteps {
  private final JobStore store;
  private final Event<JobChanged> changed;

  @Inject
  JobSteps(JobStore store, Event<JobChanged> changed) {
    this.store = store;
    this.changed = changed;
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
    while (true) {
      Job after = step.apply(before);
      if (after.version() == before.version()) {
        return before;
      }
      if (store.update(before, after)) {
        changed.fire(new JobChanged(after));
        return after;
      }
      before = store.find(job.owner(), job.id()).orElseThrow();
    }
  }
}
