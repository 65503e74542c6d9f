package io.querycast.push;

import io.querycast.Audit;
import io.querycast.result.Results;
import java.time.InstantSource;

/** Words the news of jobs without a container, for the tests of other packages. */
public final class JobTellerFixture {
  private JobTellerFixture() {}

  public static JobTeller of(Results results, InstantSource clock, Audit audit) {
    return new JobTeller(results, clock, audit);
  }
}
