package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.CloudProcess;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A seed at each door. docs/operations.md, "Fault runs", says how to run thousands of them.
 *
 * <p>That the checker of these runs can fail is shown by {@link MutantIT}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class NearFaultsIT {
  /** More time, because the machine also builds. */
  private static final int SLOWER = 2;

  private static CloudProcess cloud;

  @BeforeAll
  static void startCloud() throws InterruptedException {
    cloud = CloudProcess.start(Path.of("target/faults/near").toAbsolutePath(), World.CLOUD);
  }

  @AfterAll
  static void endCloud() {
    cloud.close();
  }

  @Test
  void whateverFailsEveryAcceptedJobEndsOnceAndEveryTabIsTold() throws Exception {
    run(Door.NODE);
  }

  @Test
  void soItIsIfAGatewayHoldsTheSockets() throws Exception {
    run(Door.GATEWAY);
  }

  private static void run(Door door) throws Exception {
    try (World world = NearWorld.on(cloud.address(), door, Mutant.NONE, SLOWER)) {
      Tally tally = FaultRuns.run(world, Size.NEAR, door, 1, SLOWER);

      assertEquals(0, tally.failed(), "see the report above");
      assertEquals(1, tally.seeds());
    }
  }
}
