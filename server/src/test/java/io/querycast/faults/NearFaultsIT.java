package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.CloudProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A seed at each door, and the change from one to the other. docs/operations.md, "Fault runs", says
 * how to run thousands of them.
 *
 * <p>That the checker of these runs can fail is shown by {@link MutantIT}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class NearFaultsIT {
  /** More time, because the machine also builds. */
  private static final int SLOWER = 2;

  /** Leases that outlast any pause of the machine: a node that has none is told nothing. */
  private static final int SLOWEST = 10;

  private static final int JOBS = 12;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final JsonObject ASK =
      Json.createObjectBuilder()
          .add("query", "one")
          .add("arguments", JsonObject.EMPTY_JSON_OBJECT)
          .build();

  private static CloudProcess cloud;

  @BeforeAll
  static void startCloud() throws InterruptedException {
    cloud = CloudProcess.start(Path.of("target/faults/near").toAbsolutePath(), World.CLOUD);
  }

  @AfterAll
  static void endCloud() {
    cloud.close();
  }

  @Test
  void whateverFailsEveryAcceptedJobEndsOnceAndEveryTabIsTold() throws Exception {
    run(Door.NODE);
  }

  @Tag("long")
  @Test
  void soItIsIfAGatewayHoldsTheSockets() throws Exception {
    run(Door.GATEWAY);
  }

  /** Of two seeds, the second shares. */
  @Tag("long")
  @Test
  void soItIsIfJobsShareTheirStatements() throws Exception {
    try (World world = NearWorld.on(cloud.address(), Door.NODE, Mutant.NONE, SLOWER)) {
      Plan plan = Plan.draw(Size.NEAR, Door.NODE, 2, SLOWER);
      assertTrue(plan.isShared());

      Outcome outcome = SeedRun.run(plan, world);

      assertTrue(outcome.isClean(), () -> outcome.report("see docs/operations.md, Fault runs"));
      int jobs = outcome.ledger().jobs().size();
      assertTrue(outcome.ledger().statements().size() < jobs, "some share one");
    }
  }

  /** Any node may learn an ending, so of so many jobs each kind of node learns some. */
  @Tag("long")
  @Test
  void whileTheDoorIsChangedSocketsAtBothAreToldWhicheverNodeLearnsAnEnding() throws Exception {
    try (NearWorld world = NearWorld.on(cloud.address(), Door.BOTH, Mutant.NONE, SLOWEST)) {
      world.begin(Plan.draw(Size.NEAR, Door.BOTH, 2, SLOWEST).with(List.of()));
      world.awaitAcquainted();
      NodeAccess.Caller caller = world.caller(1, 600_000);
      List<NodeAccess> nodes = world.nodes().stream().map(WorldNode::door).toList();
      List<Endings> sockets = new ArrayList<>();
      for (NodeAccess node : nodes) {
        Endings socket = new Endings(node.node());
        NodeAccess.Wire unused = node.open(node.session(caller).body().getString("ticket"), socket);
        sockets.add(socket);
      }
      Set<String> jobs = new HashSet<>();
      for (int i = 0; i < JOBS; i++) {
        NodeAccess node = nodes.get(i % nodes.size());
        jobs.add(node.submit(caller, ASK, "key" + i).body().getString("id"));
      }

      for (Endings socket : sockets) {
        socket.await(jobs);
      }
      world.end();
    }
  }

  /** The jobs whose endings a socket was told by messages of their own; snapshots don't count. */
  private static final class Endings implements NodeAccess.Ear {
    private final String node;
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

    /**
     * @param node gave the session
     */
    Endings(String node) {
      this.node = node;
    }

    @Override
    public void heard(String text) {
      JsonObject news = CloudAccess.json(text);
      if (news.containsKey("job") && JobSeen.of(news.getJsonObject("job")).isEnded()) {
        ended.add(news.getJsonObject("job").getString("id"));
      }
    }

    @Override
    public void closed(int code) {
      ended.add("closed with " + code);
    }

    void await(Set<String> jobs) throws InterruptedException {
      Set<String> missing = new HashSet<>(jobs);
      while (!missing.isEmpty()) {
        String next = ended.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(next, () -> "The socket of " + node + " tells nothing of " + missing);
        missing.remove(next);
      }
    }
  }

  private static void run(Door door) throws Exception {
    try (World world = NearWorld.on(cloud.address(), door, Mutant.NONE, SLOWER)) {
      Tally tally = FaultRuns.run(world, Size.NEAR, door, 1, SLOWER);

      assertEquals(0, tally.failed(), "see the report above");
      assertEquals(1, tally.seeds());
    }
  }
}
