package io.querycast.result;

import io.querycast.TestMetrics;
import io.querycast.Told;
import io.querycast.job.Jobs;
import io.querycast.warehouse.Calls;
import io.querycast.warehouse.Warehouse;
import java.time.InstantSource;

/** Results without a container, for the tests of other packages. */
public final class ResultsFixture {
  private ResultsFixture() {}

  public static Results of(Jobs jobs, Warehouse warehouse, InstantSource clock) {
    return new Results(jobs, warehouse, clock, new Calls(TestMetrics.figures()), new Told<>());
  }
}
