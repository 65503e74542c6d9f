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
 * A seed at each door. docs/operations.md, "Fault runs", says how to run thousands of them.
 *
 * <p>The mutant runs first: whatever runs first is slow, and a mutant may be.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
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
    run(Door.NODE);
  }

  @Test
  @Order(3)
  void soItIsIfAGatewayHoldsTheSockets() throws Exception {
    run(Door.GATEWAY);
  }

  private static void run(Door door) throws Exception {
    try (World world = NearWorld.on(cloud, door, Mutant.NONE, SLOWER)) {
      Tally tally = FaultRuns.run(world, Size.NEAR, door, 1, SLOWER);

      assertEquals(0, tally.failed(), "see the report above");
      assertEquals(1, tally.seeds());
    }
  }
}
