package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.CloudProcess;
import io.querycast.faults.NodeAccess.Caller;
import io.querycast.faults.NodeAccess.Ear;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand jobs of one statement, asked for and told by two nodes. */
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SharedCrowdIT {
  private static final int JOBS = 1_000;

  /** Each asks once at each node. */
  private static final int USERS = 500;

  private static final int SLOWER = 40;
  private static final long LIFE = 3_600_000;

  /** Long enough for all to be asked for meanwhile. */
  private static final Duration STATEMENT = Duration.ofSeconds(150);

  private static final JsonObject ASK =
      Json.createObjectBuilder()
          .add("sql", "select 1 as one")
          .add("arguments", JsonValue.EMPTY_JSON_OBJECT)
          .build();

  private final Map<String, Instant> toldAt = new ConcurrentHashMap<>();
  private final CountDownLatch told = new CountDownLatch(JOBS);

  @Test
  void allAreServedByOneStatementAndEachIsTold() throws Exception {
    Path files = Path.of("target/faults/crowd").toAbsolutePath();
    ExecutorService askers = Executors.newFixedThreadPool(8);
    try (CloudProcess cloud = CloudProcess.start(files, World.CLOUD);
        NearWorld world = NearWorld.on(cloud.address(), Door.NODE, Mutant.NONE, SLOWER)) {
      // Every other seed shares statements.
      world.begin(Plan.draw(Size.NEAR, Door.NODE, 2, SLOWER).with(List.of()));
      world.cloud().fault("redshift-data", "slow", CloudAccess.value(STATEMENT));
      // These two have the same catalogue.
      List<NodeAccess> nodes = List.of(world.nodes().get(0).door(), world.nodes().get(2).door());
      for (int user = 0; user < USERS; user++) {
        open(nodes.get(user % 2), world.caller(user, LIFE));
      }
      List<Future<JsonObject>> jobs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        NodeAccess node = nodes.get(i / USERS);
        Caller caller = world.caller(i % USERS, LIFE);
        String key = "key" + i;
        jobs.add(askers.submit(() -> node.submit(caller, ASK, key).body()));
      }
      Set<String> statements = ConcurrentHashMap.newKeySet();
      for (Future<JsonObject> job : jobs) {
        statements.add(job.get().getJsonObject("served").getString("statement"));
      }

      told.await();

      assertEquals(1, statements.size());
      JsonObject one =
          nodes.get(0).job(world.caller(0, LIFE), jobs.get(0).get().getString("id")).body();
      Instant ended = Instant.parse(one.getJsonObject("receipt").getString("redshiftEnded"));
      Instant last = toldAt.values().stream().max(Instant::compareTo).orElseThrow();
      System.out.printf(
          "%,d jobs of one statement: the last was told %d ms after its end.%n",
          JOBS, Duration.between(ended, last).toMillis());
      world.end();
    } finally {
      askers.shutdownNow();
    }
  }

  private void open(NodeAccess node, Caller caller) throws NodeAccess.NoAnswer {
    NodeAccess.Wire unused =
        node.open(
            node.session(caller).body().getString("ticket"),
            new Ear() {
              @Override
              public void heard(String text) {
                Instant now = Instant.now();
                JsonObject message = CloudAccess.json(text);
                if (message.containsKey("job")) {
                  see(message.getJsonObject("job"), now);
                } else if (message.containsKey("jobs")) {
                  message
                      .getJsonArray("jobs")
                      .getValuesAs(JsonObject.class)
                      .forEach(job -> see(job, now));
                }
              }

              @Override
              public void closed(int code) {
                // The world ends.
              }
            });
  }

  private void see(JsonObject job, Instant now) {
    if (job.getString("state").equals("FINISHED")
        && toldAt.putIfAbsent(job.getString("id"), now) == null) {
      told.countDown();
    }
  }
}
