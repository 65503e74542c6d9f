package io.querycast.bench.firstrow;

import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Asks at intervals whether a statement has ended, and then fetches its rows, as pages without a
 * socket do. It asks the Data API directly, with no server and no browser in between, so its
 * figures look better than in practice.
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
    // A random first pause, because a statement may end at any point of a poller's pause.
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
