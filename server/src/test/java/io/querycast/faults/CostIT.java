package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.faults.Meter.Kind;
import io.querycast.faults.NodeAccess.Caller;
import io.querycast.faults.NodeAccess.Ear;
import io.querycast.it.TestCloud;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a job costs on AWS, in the units of the bill, counted by DynamoDB itself. The table of
 * cloudformation/README.md computes with these counts.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CostIT {
  private static final int JOBS = 5;

  /** Slow enough that the sweeper never finds a job due. */
  private static final int SLOWER = 10;

  private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();

  private final Set<String> finished = new HashSet<>();

  @Test
  void aJobCostsElevenWritesAndFewReads() throws Exception {
    try (NearWorld world = NearWorld.on(TestCloud.address(), Door.NODE, Mutant.NONE, SLOWER)) {
      world.begin(Plan.draw(Size.NEAR, Door.NODE, 1, SLOWER));
      world.awaitAcquainted();
      Caller caller = world.caller(1, 600_000);
      open(world.nodes().get(0).door(), caller);
      assertEquals("snapshot", heard.poll(60, TimeUnit.SECONDS).getString("type"));
      world.meter().reset();
      for (int i = 0; i < JOBS; i++) {
        // The socket is on another node, as it is for most users of many nodes.
        ask(world.nodes().get(1).door(), caller, "key" + i);
        awaitFinished(i + 1);
      }

      assertEquals(
          stated("writes with their indexes") * JOBS,
          world.meter().units(Kind.WRITE),
          world.meter()::toString);
      // Two for the completion, and one whether a hint is still news; for each hint one look for
      // the
      // socket and one at the job. On a machine that is slower than 200 ms the new job is hinted
      // too.
      double reads = world.meter().units(Kind.READ);
      assertTrue(
          reads <= (stated("reads") + 2 + 2) * JOBS, () -> reads + " reads: " + world.meter());
      // Each message sent, received and deleted; EventBridge sends the completion.
      double queue = world.meter().units(Kind.QUEUE);
      assertTrue(queue <= (3 * 3 + 2) * JOBS, () -> queue + " requests: " + world.meter());

      world.meter().reset();
      NodeAccess.Reply snapshot = world.nodes().get(2).door().snapshot(caller);
      assertEquals(JOBS, snapshot.body().getJsonArray("jobs").size());
      assertEquals(1, world.meter().units(Kind.SNAPSHOT), world.meter()::toString);
      world.end();
    }
  }

  /** The number that the guide gives for a job. */
  private static int stated(String what) throws IOException {
    String guide = Files.readString(Path.of("../cloudformation/README.md"));
    Matcher number =
        Pattern.compile("\\| jobs \\| 400 \\|.* (\\d+) " + what + "[ ,].*").matcher(guide);
    assertTrue(number.find(), () -> "The guide does not say how many " + what + " a job costs.");
    return Integer.parseInt(number.group(1));
  }

  private void open(NodeAccess node, Caller caller) throws Exception {
    NodeAccess.Wire unused =
        node.open(
            node.session(caller).body().getString("ticket"),
            new Ear() {
              @Override
              public void heard(String text) {
                heard.add(CloudAccess.json(text));
              }

              @Override
              public void closed(int code) {
                // It stays open.
              }
            });
  }

  private static void ask(NodeAccess node, Caller caller, String key) throws Exception {
    JsonObject body =
        Json.createObjectBuilder()
            .add("query", "one")
            .add("arguments", JsonObject.EMPTY_JSON_OBJECT)
            .build();
    assertEquals(202, node.submit(caller, body, key).status());
  }

  /** Waits until the socket has told that so many jobs have finished, by pushes or a snapshot. */
  private void awaitFinished(int jobs) throws InterruptedException {
    while (finished.size() < jobs) {
      JsonObject news = heard.poll(60, TimeUnit.SECONDS);
      if (news.containsKey("job")) {
        see(news.getJsonObject("job"));
      } else if (news.containsKey("jobs")) {
        news.getJsonArray("jobs").getValuesAs(JsonObject.class).forEach(this::see);
      }
    }
  }

  private void see(JsonObject job) {
    if (job.getString("state").equals("FINISHED")) {
      finished.add(job.getString("id"));
    }
  }
}
