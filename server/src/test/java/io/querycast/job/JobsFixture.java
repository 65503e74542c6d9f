package io.querycast.job;

import io.querycast.TestSettings;
import io.querycast.Told;
import io.querycast.warehouse.Warehouse;
import java.time.InstantSource;

/** Jobs without a container, for the tests of other packages. */
public final class JobsFixture {
  private JobsFixture() {}

  /** Jobs that are stored already. No new jobs are submitted. */
  public static Jobs of(
      JobStore store, Warehouse warehouse, InstantSource clock, Told<JobChanged> changed) {
    JobSteps steps = new JobSteps(store, changed);
    StatementStarter starter =
        new StatementStarter(store, warehouse, clock, new QueueDepth(), steps);
    return new Jobs(null, store, warehouse, clock, null, starter, steps);
  }

  /** The follower of the same jobs' statements. */
  public static StatementFollower follower(
      JobStore store, Warehouse warehouse, InstantSource clock, Told<JobChanged> changed) {
    JobSteps steps = new JobSteps(store, changed);
    StatementStarter starter =
        new StatementStarter(store, warehouse, clock, new QueueDepth(), steps);
    return new StatementFollower(store, warehouse, clock, TestSettings.SETTINGS, starter, steps);
  }
}
