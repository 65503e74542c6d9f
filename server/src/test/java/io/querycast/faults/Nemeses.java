package io.querycast.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** Everything that can go wrong, chosen by a seed's random numbers. */
final class Nemeses {
  /** Each chooses its own details. */
  private static final List<Function<Random, Nemesis>> NEAR_AND_FAR =
      List.of(
          Nemeses::stop,
          Nemeses::pause,
          Nemeses::cutSockets,
          Nemeses::hushSockets,
          Nemeses::isolate,
          random -> events("lose", 0.3 + 0.7 * random.nextDouble()),
          random -> events("duplicate", 0.3 + 0.7 * random.nextDouble()),
          random -> events("reorder", 0.3 + 0.7 * random.nextDouble()),
          random -> events("forge", 0.3 + 0.7 * random.nextDouble()),
          Nemeses::lateEvents,
          Nemeses::slowStatements,
          Nemeses::slowStatements,
          Nemeses::junk,
          random -> stolenHints(),
          random -> trouble("redshift-data", "throttle", random),
          random -> trouble("redshift-data", "error", random),
          random -> trouble("redshift-data", "timeoutAfterCommit", random),
          random -> trouble("dynamodb", "throttle", random),
          random -> trouble("dynamodb", "error", random),
          random -> trouble("dynamodb", "timeoutAfterCommit", random),
          random -> trouble("sqs", "error", random),
          random -> trouble("sqs", "timeoutAfterCommit", random));

  /** What goes wrong at a gateway, in addition. */
  private static final List<Function<Random, Nemesis>> OF_GATEWAY =
      List.of(
          random -> gateway("throttle", 0.3 + 0.7 * random.nextDouble()),
          random -> gateway("error", 0.1 + 0.5 * random.nextDouble()),
          random -> gateway("timeoutAfterCommit", 0.1 + 0.5 * random.nextDouble()),
          random -> gateway("lose", 0.3 + 0.7 * random.nextDouble()),
          random -> gateway("cut", 0.1 + 0.5 * random.nextDouble()),
          Nemeses::lateGone);

  private static final int NODES = 3;

  private Nemeses() {}

  /** One nemesis. */
  static Nemesis draw(Size size, Random random) {
    List<Function<Random, Nemesis>> all = new ArrayList<>(NEAR_AND_FAR);
    if (size == Size.NEAR) {
      all.add(Nemeses::shiftClock);
    }
    return all.get(random.nextInt(all.size())).apply(random);
  }

  /** One nemesis of a gateway, or of the nodes behind it. */
  static Nemesis drawOfGateway(Size size, Random random) {
    List<Function<Random, Nemesis>> all = new ArrayList<>(OF_GATEWAY);
    if (size == Size.NEAR) {
      all.add(each -> killAll());
    }
    return all.get(random.nextInt(all.size())).apply(random);
  }

  static Nemesis kill(Random random) {
    long seed = random.nextLong();
    boolean replaced = random.nextBoolean();
    return new OnNode(
        "kill",
        random.nextInt(NODES),
        false,
        node -> node.kill(new Random(seed)),
        WorldNode::killNow,
        replaced);
  }

  /** All nodes die at once, and others start. */
  private static Nemesis killAll() {
    return new Simple(
        "all nodes killed",
        false,
        world -> {
          List<WorldNode> living = world.nodes().stream().filter(WorldNode::isUp).toList();
          living.forEach(WorldNode::killNow);
          living.forEach(each -> world.another());
        },
        world -> {});
  }

  private static Nemesis stop(Random random) {
    return new OnNode("stop", random.nextInt(NODES), false, WorldNode::stop, node -> {}, true);
  }

  private static Nemesis pause(Random random) {
    return pause(random.nextInt(NODES));
  }

  static Nemesis pause(int node) {
    return new OnNode("pause", node, true, WorldNode::pause, WorldNode::goOn, false);
  }

  /** More nodes start, perhaps more than there are inboxes. */
  static Nemesis newcomers(int count) {
    return new Simple(
        "newcomers",
        false,
        world -> {
          for (int i = 0; i < count; i++) {
            var unused = world.another();
          }
        },
        world -> {});
  }

  private static Nemesis cutSockets(Random random) {
    return new OnNode(
        "cut sockets", random.nextInt(NODES), false, WorldNode::cutSockets, node -> {}, false);
  }

  private static Nemesis hushSockets(Random random) {
    return new OnNode(
        "half-open sockets",
        random.nextInt(NODES),
        true,
        WorldNode::hushSockets,
        WorldNode::unhushSockets,
        false);
  }

  private static Nemesis isolate(Random random) {
    return new OnNode(
        "node without cloud",
        random.nextInt(NODES),
        true,
        WorldNode::isolate,
        WorldNode::rejoin,
        false);
  }

  private static Nemesis shiftClock(Random random) {
    return shiftClock(random.nextInt(NODES), Duration.ofMillis(random.nextInt(120_001) - 60_000));
  }

  static Nemesis shiftClock(int node, Duration by) {
    return new OnNode(
        "clock jump",
        node,
        false,
        it -> it.shiftClock(by),
        it -> it.shiftClock(Duration.ZERO),
        false);
  }

  static Nemesis events(String fault, double probability) {
    return new Simple(
        "events: " + fault,
        false,
        world -> world.cloud().fault("events", fault, CloudAccess.value(probability)),
        world -> world.cloud().noFault("events", fault));
  }

  private static Nemesis gateway(String fault, double probability) {
    return new Simple(
        "gateway: " + fault,
        false,
        world -> world.cloud().fault("gateway", fault, CloudAccess.value(probability)),
        world -> world.cloud().noFault("gateway", fault));
  }

  /** For a while the gateway takes messages for sockets that have ended. */
  private static Nemesis lateGone(Random random) {
    Duration linger = Duration.ofMillis(500 + random.nextInt(2500));
    return new Simple(
        "gateway: late 410",
        false,
        world -> world.cloud().fault("gateway", "linger", CloudAccess.value(linger)),
        world -> world.cloud().noFault("gateway", "linger"));
  }

  private static Nemesis lateEvents(Random random) {
    Duration delay = Duration.ofMillis(500 + random.nextInt(2500));
    return new Simple(
        "events: late",
        false,
        world -> world.cloud().fault("events", "delay", CloudAccess.value(delay)),
        world -> world.cloud().noFault("events", "delay"));
  }

  /**
   * Statements are slow, so that more of them are active than Redshift allows, and cancels meet
   * running ones.
   */
  static Nemesis slowStatements(Random random) {
    Duration by = Duration.ofMillis(100 + random.nextInt(700));
    return new Simple(
        "slow statements",
        false,
        world -> world.cloud().fault("redshift-data", "slow", CloudAccess.value(by)),
        world -> world.cloud().noFault("redshift-data", "slow"));
  }

  /** Puts messages that are not events among the events. */
  private static Nemesis junk(Random random) {
    List<String> bodies =
        List.of(
            "{",
            "null",
            "[]",
            "{\"detail\":{\"statementName\":7}}",
            "{\"detail\":{\"statementName\":\"01KAWGK3Q4ZP5X0V6T8N9M2R7C\"}}",
            "[".repeat(20_000),
            "x".repeat(200_000));
    return new Simple(
        "junk in the queue",
        false,
        world -> {
          for (String body : bodies) {
            var unused =
                world
                    .cloud()
                    .sqs()
                    .sendMessage(
                        message -> message.queueUrl(world.completionsQueue()).messageBody(body));
          }
        },
        world -> {});
  }

  private static Nemesis trouble(String service, String fault, Random random) {
    return trouble(service, fault, 0.1 + 0.5 * random.nextDouble());
  }

  static Nemesis trouble(String service, String fault, double probability) {
    return new Simple(
        service + ": " + fault,
        true,
        world -> world.trouble(service, fault, probability),
        world -> world.trouble(service, fault, 0));
  }

  static Nemesis stolenHints() {
    AtomicReference<InboxThief> thief = new AtomicReference<>();
    return new Simple(
        "inboxes: lose",
        false,
        world -> thief.set(InboxThief.start(world)),
        world -> thief.getAndSet(null).close());
  }

  /** A fault of the whole world. */
  private record Simple(
      String kind, boolean delays, Consumer<World> striking, Consumer<World> relenting)
      implements Nemesis {
    @Override
    public void strike(World world) {
      striking.accept(world);
    }

    @Override
    public void relent(World world) {
      relenting.accept(world);
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  /**
   * A fault of one node, if it is still up.
   *
   * @param replaced whether another node is started at the end
   */
  private record OnNode(
      String kind,
      int node,
      boolean delays,
      Consumer<WorldNode> striking,
      Consumer<WorldNode> relenting,
      boolean replaced)
      implements Nemesis {
    @Override
    public void strike(World world) {
      Optional.of(world.nodes().get(node)).filter(WorldNode::isUp).ifPresent(striking);
    }

    @Override
    public void relent(World world) {
      relenting.accept(world.nodes().get(node));
      if (replaced) {
        var unused = world.another();
      }
    }

    @Override
    public String toString() {
      return "%s of n%d%s".formatted(kind, node, replaced ? ", and another starts" : "");
    }
  }
}
