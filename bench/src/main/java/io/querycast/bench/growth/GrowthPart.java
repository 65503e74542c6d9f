package io.querycast.bench.growth;

import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Measures the server with more and more rows, and with more and more users. */
public final class GrowthPart {
  static final String PART = "growth";

  /** The Data API keeps no result above 500 MB, which is a little more than this many rows. */
  private static final List<Integer> ROWS = List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000);

  private static final int RUNS = 5;

  private GrowthPart() {}

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for the small sizes alone
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).contains("--quick");
    try (BenchWorld world = BenchWorld.open()) {
      try (BenchUser user = BenchUser.in(world)) {
        new RowsGrowth(world, user)
            .measure(quick ? List.of(1_000, 10_000) : ROWS, quick ? 1 : RUNS);
      }
      try (UsersGrowth growth = new UsersGrowth(world)) {
        for (int users : quick ? new int[] {5, 10} : new int[] {1, 10, 50, 100, 250, 500}) {
          System.err.printf("growth: %d users%n", users);
          // A single user may think for 20 s, so the run must be longer to see a request.
          growth.measure(users, quick ? 1 : RUNS, Duration.ofSeconds(users == 1 ? 25 : 10));
        }
        growth.printFailures();
      }
    }
    System.exit(0);
  }
}
