package io.querycast.faults;

import io.querycast.CloudProcess;
import io.querycast.Settings;
import io.querycast.aws.TableFixture;
import io.querycast.faults.NodeAccess.Caller;
import io.querycast.node.Lease;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Nodes of this process on a cloud in a process of its own; each seed has its table and queues. */
final class NearWorld implements World {
  private static final int NODES = 3;

  /** Few, so that another node soon takes a dead node's inbox. */
  private static final int INBOXES = 5;

  private static final Settings.Gateway GATEWAY =
      new Settings.Gateway(
          URI.create("ws://near/push"),
          List.of("the secret of the near gateway and its nodes"),
          Optional.empty(),
          Optional.empty());

  /** How often a node looks at the gateway's sockets in the time in which tokens are checked. */
  private static final int LOOKS = 10;

  /** The rule for completions, and the queue to which it sends them if no seed runs. */
  private static final String COMPLETIONS = "querycast-completions";

  private static final Duration READY = Duration.ofSeconds(20);

  private static final Pace QUIET =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofMillis(800),
          Duration.ofMillis(200),
          Duration.ofMillis(1500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(3),
          // Shorter than a user may ask for.
          Duration.ofSeconds(2),
          Duration.ofSeconds(3));

  private final Pace pace;
  private final CloudAccess cloud;
  private final SdkHttpClient http = CloudAccess.http();
  private final Meter meter = new Meter();
  private final Mutant mutant;
  private final Door door;
  private final Runnable atEnd;
  private final ExecutorService network =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "network");
            thread.setDaemon(true);
            return thread;
          });
  private final List<NearNode> nodes = new CopyOnWriteArrayList<>();
  private Settings settings;

  /** Those of the nodes at the gateway. */
  private Settings settingsAtGateway;

  private Optional<NearGateway> gateway = Optional.empty();
  private Random random;
  private int begun;

  private NearWorld(URI address, Door door, Mutant mutant, int slower, Runnable atEnd) {
    this.door = door;
    this.pace = QUIET.times(slower);
    this.cloud = new CloudAccess(address);
    this.mutant = mutant;
    this.atEnd = atEnd;
  }

  /**
   * Starts a cloud. It ends with this world.
   *
   * @param folder is emptied first, and holds all its files
   */
  static NearWorld open(Path folder, Door door, int slower) throws InterruptedException {
    CloudProcess process = CloudProcess.start(folder, CLOUD);
    return new NearWorld(process.address(), door, Mutant.NONE, slower, process::close);
  }

  /** A world of broken nodes on a cloud that stays when they end. */
  static NearWorld on(URI address, Door door, Mutant mutant, int slower) {
    return new NearWorld(address, door, mutant, slower, () -> {});
  }

  @Override
  public JsonObject watched() {
    return Json.createObjectBuilder().add("query", "one").build();
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public CloudAccess cloud() {
    return cloud;
  }

  /** Counts what all nodes ask of AWS. */
  Meter meter() {
    return meter;
  }

  @Override
  public String table() {
    return settings.table();
  }

  @Override
  public void begin(Plan plan) throws InterruptedException {
    begun++;
    random = new Random(plan.seed());
    String name = "seed-%d-%d".formatted(plan.seed(), begun);
    TableFixture.create(cloud.dynamoDb(), name);
    List<String> queues = queueNames(name).toList();
    queues.forEach(this::makeQueue);
    point(queues.get(0));
    settings = settings(plan, name, false);
    settingsAtGateway = settings(plan, name, true);
    if (door != Door.NODE) {
      Random chance = new Random(random.nextLong());
      gateway =
          Optional.of(
              new NearGateway(
                  cloud, pace, network, chance, () -> any(chance, NearNode::isAtGateway)));
    }
    for (int i = 0; i < NODES; i++) {
      addNode();
    }
    await("The near nodes do not take their inboxes.", node -> node.lease().isPresent());
  }

  private Settings settings(Plan plan, String name, boolean isAtGateway) {
    String address = cloud.queue(name);
    return new Settings(
        name,
        URI.create(address + "-completions"),
        address + "-inbox-",
        INBOXES,
        pace.lease(),
        new Settings.Redshift(
            Optional.of("querycast"),
            Optional.empty(),
            "dev",
            Optional.of("querycast_reader"),
            Optional.empty()),
        new Settings.Issuer(URI.create(cloud.address() + "/us-east-1_querycast")),
        "querycastlocal",
        pace.sweepInterval().multipliedBy(LOOKS),
        List.of(),
        Optional.empty(),
        0,
        mutant == Mutant.NO_MORE_SNAPSHOTS ? Duration.ofHours(1) : pace.snapshotInterval(),
        false,
        Optional.empty(),
        8,
        pace.sweepInterval(),
        pace.quietAfter(),
        plan.seed() % 3 == 0,
        plan.isShared(),
        Optional.empty(),
        Duration.ofHours(4),
        Duration.ofDays(30),
        Optional.empty(),
        Duration.ofSeconds(30),
        List.of(),
        isAtGateway,
        isAtGateway ? Optional.of(GATEWAY) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Waits until each node knows all others, and so sends its hints to all. */
  void awaitAcquainted() throws InterruptedException {
    await("The near nodes do not see each other.", node -> node.others() == NODES - 1);
  }

  private void await(String otherwise, Predicate<NearNode> isReady) throws InterruptedException {
    long end = System.nanoTime() + READY.toNanos();
    while (!nodes.stream().allMatch(isReady)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(otherwise);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private NearNode addNode() {
    boolean isAtGateway = door == Door.BOTH ? nodes.size() % 2 == 1 : door == Door.GATEWAY;
    NearNode node =
        new NearNode(
            "n" + nodes.size(),
            cloud,
            http,
            isAtGateway ? settingsAtGateway : settings,
            pace,
            network,
            new Random(random.nextLong()),
            mutant,
            meter,
            gateway.filter(holder -> isAtGateway));
    nodes.add(node);
    node.start();
    return node;
  }

  private static Stream<String> queueNames(String name) {
    return Stream.concat(
        Stream.of(name + "-completions"),
        IntStream.range(0, INBOXES).mapToObj(i -> "%s-inbox-%03d".formatted(name, i)));
  }

  private void makeQueue(String name) {
    cloud
        .sqs()
        .createQueue(
            queue ->
                queue
                    .queueName(name)
                    .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "2")));
  }

  /** Sends completions to this queue, and to no other. */
  private void point(String queue) {
    JsonObject unused =
        cloud.call(
            "AWSEvents.PutTargets",
            Json.createObjectBuilder()
                .add("Rule", COMPLETIONS)
                .add(
                    "Targets",
                    Json.createArrayBuilder()
                        .add(
                            Json.createObjectBuilder()
                                .add("Id", "completions")
                                .add("Arn", "arn:aws:sqs:us-east-1:000000000000:" + queue)))
                .build());
  }

  @Override
  public void end() {
    cloud.noFaults();
    nodes.forEach(NearNode::close);
    nodes.clear();
    gateway.ifPresent(NearGateway::close);
    point(COMPLETIONS);
    cloud.dynamoDb().deleteTable(table -> table.tableName(settings.table()));
    queueNames(settings.table())
        .forEach(name -> cloud.sqs().deleteQueue(queue -> queue.queueUrl(cloud.queue(name))));
  }

  @Override
  public List<WorldNode> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public synchronized Optional<WorldNode> another() {
    return Optional.of(addNode());
  }

  @Override
  public Optional<NodeAccess> anyDoor(Random random) {
    return any(random, node -> true).map(node -> node);
  }

  private Optional<NearAccess> any(Random chance, Predicate<NearNode> which) {
    List<NearNode> open = nodes.stream().filter(NearNode::isInService).filter(which).toList();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(open.get(chance.nextInt(open.size())).door());
  }

  @Override
  public Caller caller(int user, long life) {
    return new Caller(
        "u" + user, "%s-u%d".formatted(table(), user), null, Instant.now().plusMillis(life));
  }

  @Override
  public void trouble(String service, String fault, double probability) {
    nodes.forEach(node -> node.trouble(service, fault, probability));
  }

  @Override
  public String completionsQueue() {
    return settings.completionsQueue().toString();
  }

  @Override
  public List<String> inboxQueues() {
    return IntStream.range(0, INBOXES).mapToObj(settings::inboxQueue).toList();
  }

  @Override
  public Set<String> openSockets() {
    return gateway.map(NearGateway::openSockets).orElse(Set.of());
  }

  @Override
  public boolean mayRemain(String connection) {
    return gateway.filter(holder -> holder.isUntold(connection)).isPresent();
  }

  @Override
  public Map<String, Long> mostLoad(long sockets) {
    return Map.of(
        "connections", sockets,
        // Two for each socket, and those of the sweeper, beats and messages being handled.
        "timers", 2 * sockets + 40,
        // At rest the listeners. At work also those that handle completions and hints (32 each),
        // due jobs (16) and waits (20).
        "busy threads", sockets + (sockets == 0 ? 40 : 110));
  }

  @Override
  public List<String> audit() {
    Map<Integer, NearNode> holders = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (NearNode node : nodes) {
      Optional<Integer> inbox = node.lease().map(Lease::inbox);
      NearNode other = inbox.isEmpty() ? null : holders.putIfAbsent(inbox.get(), node);
      // The inbox may have passed from one node to the other meanwhile: ask the first again.
      if (other != null && other.lease().map(Lease::inbox).equals(inbox)) {
        wrong.add("%s and %s both hold inbox %d".formatted(other.name(), node.name(), inbox.get()));
      }
    }
    return wrong;
  }

  @Override
  public void close() {
    network.shutdownNow();
    cloud.close();
    http.close();
    atEnd.run();
  }
}
