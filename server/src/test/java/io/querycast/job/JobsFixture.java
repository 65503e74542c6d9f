package io.querycast.job;

import io.querycast.Audit;
import io.querycast.DirectExecutor;
import io.querycast.TestMetrics;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.warehouse.Calls;
import io.querycast.warehouse.Warehouse;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.InstantSource;

/** Jobs without a container, for the tests of other packages. */
public final class JobsFixture {
  private JobsFixture() {}

  /** Jobs that are stored already. No new jobs are submitted. */
  public static Jobs of(
      JobStore store, Warehouse warehouse, InstantSource clock, Told<JobChanged> changed) {
    JobSteps steps = JobsFixture.steps(store, changed);
    SharedStatements shared = shared(store, warehouse, clock, steps);
    return new Jobs(store, clock, steps, shared, never(), answers(clock));
  }

  /** The steps of jobs for which no calls are made. */
  static JobSteps steps(JobStore store, Event<JobChanged> changed) {
    return new JobSteps(store, changed, new Calls(TestMetrics.figures()), TestSettings.SETTINGS);
  }

  /** The follower of the same jobs' statements. */
  public static StatementFollower follower(
      JobStore store, Warehouse warehouse, InstantSource clock, Told<JobChanged> changed) {
    JobSteps steps = JobsFixture.steps(store, changed);
    SharedStatements shared = shared(store, warehouse, clock, steps);
    StatementStarter starter =
        new StatementStarter(store, warehouse, clock, new QueueDepth(), steps, shared);
    return new StatementFollower(
        store, warehouse, clock, TestSettings.SETTINGS, starter, steps, shared, never());
  }

  /** No query has run before. */
  static UsualDurations unknown() {
    return new UsualDurations(null, null, null, null) {
      @Override
      Duration of(String query) {
        return null;
      }
    };
  }

  /** Somebody always wants a job. */
  static Abandonment never() {
    return new Abandonment(null, null, null, null) {
      @Override
      void asked(Job job) {}

      @Override
      boolean isAbandoned(Job job) {
        return false;
      }
    };
  }

  /** Nothing was shared before. */
  static SharedStatements shared(
      JobStore store, Warehouse warehouse, InstantSource clock, JobSteps steps) {
    Threads threads = new Threads(new DirectExecutor(), null);
    return new SharedStatements(
        new FakeSharedStatementStore(), answers(clock), store, steps, warehouse, clock, threads);
  }

  /** There was no answer before. */
  static Answers answers(InstantSource clock) {
    return new Answers(new FakeAnswerStore(), clock, new Audit(clock, line -> {}));
  }
}
