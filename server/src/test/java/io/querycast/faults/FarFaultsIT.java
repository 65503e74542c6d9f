package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same with real servers; one of them is killed. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class FarFaultsIT {
  /** More time, because the machine also builds, and new servers are slow. */
  private static final int SLOWER = 2;

  @Test
  void whateverFailsEveryAcceptedJobEndsOnceAndEveryTabIsTold() throws Exception {
    try (World world =
        FarWorld.open(Path.of("target/faults/far").toAbsolutePath(), Door.NODE, SLOWER)) {
      Tally tally = FaultRuns.run(world, Size.FAR, Door.NODE, 1, SLOWER);

      assertEquals(0, tally.failed(), "see the report above");
      assertEquals(1, tally.seeds());
    }
  }
}
