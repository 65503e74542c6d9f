package io.querycast.bench.firstrow;

import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Looks every so often whether a statement has ended and then fetches its rows, as pages do that
 * are told nothing. It asks the Data API itself, with no server and no browser in between, which
 * flatters it.
 */
record Poller(BenchWorld world, Duration period) {
  private static final String REDSHIFT = "RedshiftData.";

  String title() {
    return "poller, %.1f s".formatted(period.toMillis() / 1000.0);
  }

  /**
   * Follows a statement to its first row.
   *
   * @param name the statement's
   * @return when the row came, by {@link System#nanoTime}
   */
  long firstRow(String name) throws InterruptedException {
    String id = id(name);
    // Statements take any time: where in the poller's pause one ends is chance.
    TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(period.toNanos()));
    JsonObject statement = Json.createObjectBuilder().add("Id", id).build();
    while (!hasEnded(statement)) {
      TimeUnit.NANOSECONDS.sleep(period.toNanos());
    }
    BenchUser.aws(world, REDSHIFT + "GetStatementResult", statement);
    return System.nanoTime();
  }

  private boolean hasEnded(JsonObject statement) {
    String status =
        BenchUser.aws(world, REDSHIFT + "DescribeStatement", statement).getString("Status");
    if (status.equals("FAILED") || status.equals("ABORTED")) {
      throw new IllegalStateException(status);
    }
    return status.equals("FINISHED");
  }

  private String id(String name) throws InterruptedException {
    JsonObject request =
        Json.createObjectBuilder().add("StatementName", name).add("Status", "ALL").build();
    while (true) {
      var found =
          BenchUser.aws(world, REDSHIFT + "ListStatements", request).getJsonArray("Statements");
      if (!found.isEmpty()) {
        return found.getJsonObject(0).getString("Id");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
