package io.querycast.faults;

import io.querycast.CloudProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows that the checker can fail: runs each {@link Mutant} until it is caught. */
final class MutantRuns {
  private final Door door;
  private final long seeds;
  private final int slower;
  private final List<String> rows = new ArrayList<>();
  private int escaped;

  /**
   * @param door with the gateway's, some mutants are different ones
   * @param seeds how many are tried before a mutant counts as escaped
   * @param slower see {@link Plan#draw}
   */
  MutantRuns(Door door, long seeds, int slower) {
    this.door = door;
    this.slower = slower;
    this.seeds = seeds;
  }

  /** Runs these mutants, one after the other. */
  void run(List<Mutant> mutants, CloudProcess cloud) throws InterruptedException {
    for (Mutant mutant : mutants) {
      run(mutant, cloud);
    }
  }

  private void run(Mutant mutant, CloudProcess cloud) throws InterruptedException {
    try (NearWorld world = NearWorld.on(cloud.address(), door, mutant, slower)) {
      for (long seed = 1; seed <= seeds; seed++) {
        Outcome outcome = SeedRun.run(mutant.plan(door, seed, slower), world);
        Optional<Violation> caught = mutant.caughtBy(outcome.violations());
        if (caught.isPresent()) {
          row(mutant, seed, "`%s`".formatted(caught.get().kind()));
          System.out.println("  " + caught.get());
          return;
        }
      }
      escaped++;
      row(mutant, seeds, "**escaped**");
    }
  }

  private void row(Mutant mutant, long seed, String caught) {
    rows.add("| `%s` | %s | %d | %s |".formatted(mutant, mutant.what(), seed, caught));
    System.out.println(rows.get(rows.size() - 1));
  }

  int escaped() {
    return escaped;
  }

  /** What was broken, at which seed it was caught, and by what, as a Markdown table. */
  String table() {
    return "| mutant | broken | seed | caught as |\n|---|---|---|---|\n"
        + String.join("\n", rows)
        + "\n";
  }
}
