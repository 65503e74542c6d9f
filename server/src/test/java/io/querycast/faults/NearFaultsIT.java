package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.CloudProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A few seeds. docs/operations.md, "Fault runs", says how to run thousands of them.
 *
 * <p>The mutant runs first: whatever runs first is slow, and a mutant may be.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NearFaultsIT {
  private static final int SEEDS = 2;

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

  /** All mutants are run by the same command; this one shows that the checker can fail. */
  @Test
  @Order(1)
  void whatIsBrokenOnPurposeIsCaught() throws Exception {
    MutantRuns runs = new MutantRuns(Door.NODE, 3, SLOWER);
    runs.run(List.of(Mutant.EVERYBODY_TOLD), cloud);

    assertEquals(0, runs.escaped());
  }

  @Test
  @Order(2)
  void whateverFailsEveryAcceptedJobEndsOnceAndEveryTabIsTold() throws Exception {
    run(Door.NODE, SEEDS);
  }

  @Test
  @Order(3)
  void soItIsIfAGatewayHoldsTheSockets() throws Exception {
    run(Door.GATEWAY, 1);
  }

  private static void run(Door door, int seeds) throws Exception {
    try (World world = NearWorld.on(cloud, door, Mutant.NONE, SLOWER)) {
      Tally tally = FaultRuns.run(world, Size.NEAR, door, seeds, SLOWER);

      assertEquals(0, tally.failed(), "see the report above");
      assertEquals(seeds, tally.seeds());
    }
  }
}
