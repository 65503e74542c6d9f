package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same with real servers; one of them is killed. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class FarFaultsIT {

  @Test
  void whateverFailsEveryAcceptedJobEndsOnceAndEveryTabIsTold() throws Exception {
    Tally tally = FaultRuns.run(Size.FAR, 1, 1, 1, 1);

    assertEquals(0, tally.failed(), "see the report above");
    assertEquals(1, tally.seeds());
  }
}
