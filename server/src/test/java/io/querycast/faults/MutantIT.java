package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.CloudProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Shows that the checker of the fault runs can fail. docs/operations.md, "Fault runs", says how to
 * run all mutants.
 */
@Tag("long")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class MutantIT {
  private static final int MOST_SEEDS = 3;

  /** More time, because the machine also builds. */
  private static final int SLOWER = 2;

  @Test
  void whatIsBrokenOnPurposeIsCaught() throws Exception {
    MutantRuns runs = new MutantRuns(Door.NODE, MOST_SEEDS, SLOWER);
    try (CloudProcess cloud =
        CloudProcess.start(Path.of("target/faults/mutant").toAbsolutePath(), World.CLOUD)) {
      runs.run(List.of(Mutant.EVERYBODY_TOLD), cloud);
    }

    assertEquals(0, runs.escaped());
  }
}
