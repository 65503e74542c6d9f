package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few seeds. docs/operations.md, "Fault runs", says how to run thousands of them. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class NearFaultsIT {
  private static final int SEEDS = 2;

  /** More time, because the machine also builds. */
  private static final int SLOWER = 2;

  @Test
  void whateverFailsEveryAcceptedJobEndsOnceAndEveryTabIsTold() throws Exception {
    Tally tally = FaultRuns.run(Size.NEAR, 1, SEEDS, 1, SLOWER);

    assertEquals(0, tally.failed(), "see the report above");
    assertEquals(SEEDS, tally.seeds());
  }

  /** All of them are run by the same command; this one shows that the checker can fail. */
  @Test
  void whatIsBrokenOnPurposeIsCaught() throws Exception {
    assertEquals(0, FaultRuns.mutants("EVERYBODY_TOLD", 3, SLOWER));
  }
}
