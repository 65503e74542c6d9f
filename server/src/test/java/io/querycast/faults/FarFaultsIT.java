package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same with real servers; one of them is killed. With {@code -Dit.door=gateway} the local
 * cloud's gateway holds the sockets.
 */
@Tag("long")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class FarFaultsIT {
  /** More time, because the machine also builds, and new servers are slow. */
  private static final int SLOWER = 2;

  /** Jobs of the second one share statements, and users watch. */
  private static final int SEEDS = 2;

  private static final Door DOOR =
      Door.valueOf(System.getProperty("it.door", "node").toUpperCase(Locale.ROOT));

  @Test
  void whateverFailsEveryAcceptedJobEndsOnceAndEveryTabIsTold() throws Exception {
    try (World world = FarWorld.open(Path.of("target/faults/far").toAbsolutePath(), DOOR, SLOWER)) {
      Tally tally = FaultRuns.run(world, Size.FAR, DOOR, SEEDS, SLOWER);

      assertEquals(0, tally.failed(), "see the report above");
      assertEquals(SEEDS, tally.seeds());
    }
  }
}
