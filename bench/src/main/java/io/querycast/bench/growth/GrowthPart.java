package io.querycast.bench.growth;

import io.querycast.bench.world.Person;
import io.querycast.bench.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Measures the server with more and more rows, and with more and more people. */
public final class GrowthPart {
  static final String PART = "growth";

  private static final int MOST_ROWS = 10_000_000;
  private static final int RUNS = 5;

  private GrowthPart() {}

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for the small sizes alone
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).contains("--quick");
    try (World world = World.open()) {
      try (Person person = Person.in(world)) {
        RowsGrowth growth = new RowsGrowth(world, person);
        for (int rows = 1000; rows <= (quick ? 10_000 : MOST_ROWS); rows *= 10) {
          System.err.printf("growth: %,d rows%n", rows);
          growth.measure(rows, quick ? 1 : RUNS);
        }
      }
      try (UsersGrowth growth = new UsersGrowth(world)) {
        for (int users : quick ? new int[] {5, 10} : new int[] {1, 10, 50, 100, 250, 500}) {
          System.err.printf("growth: %d users%n", users);
          // One alone, who may think for 20 s, has to be watched for longer to be seen asking.
          growth.measure(users, quick ? 1 : RUNS, Duration.ofSeconds(users == 1 ? 25 : 10));
        }
      }
    }
    System.exit(0);
  }
}
