package io.querycast.faults;

import io.querycast.CloudProcess;
import io.querycast.faults.NodeAccess.Caller;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Three servers in processes of their own, and a cloud. They stay up from seed to seed. A server
 * that was killed is started again for the next seed.
 */
final class FarWorld implements World {
  private static final int NODES = 3;
  private static final Path OURS = Path.of("");
  private static final int INBOXES = 16;
  private static final String POOL = "us-east-1_querycast";
  private static final String CLIENT = "querycastlocal";
  private static final String COGNITO = "AWSCognitoIdentityProviderService.";
  private static final String PASSWORD = "Correct-horse-9";

  /** A server with 256 MB of heap never needs this much. */
  private static final long MOST_MEGABYTES = 700;

  private static final Pace QUIET =
      new Pace(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          // The shortest that a query may allow.
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  /** How the gateway and its nodes know each other. */
  private static final String SECRET = "the secret of the far gateway and its nodes";

  private final Link balancer;
  private final CloudProcess process;
  private final Pace pace;
  private final CloudAccess cloud;
  private final List<FarNode> nodes;
  private final Map<String, Long> diedAt = new ConcurrentHashMap<>();
  private List<Caller> callers = List.of();

  private FarWorld(Path folder, Door door, Path earlier, int slower) throws InterruptedException {
    this.pace = QUIET.times(slower);
    // The HTTP API of the gateway: it chooses a node for each connection.
    this.balancer = Link.to(this::port);
    this.process = CloudProcess.start(folder.resolve("cloud"), cloud(balancer.port(), pace));
    this.cloud = new CloudAccess(process.address());
    // Nodes of an earlier version may not know it.
    Map<String, String> settings = settings(process.address(), door, pace, earlier.equals(OURS));
    this.nodes =
        IntStream.range(0, NODES)
            .mapToObj(
                i ->
                    new FarNode(
                        "n" + i,
                        folder.resolve("usr"),
                        i % 2 == 1 ? earlier : OURS,
                        process.address().getPort(),
                        door,
                        settings,
                        pace))
            .toList();
  }

  /**
   * Starts a cloud and servers.
   *
   * @param folder is emptied first, and holds all their files
   */
  static FarWorld open(Path folder, Door door, int slower) throws InterruptedException {
    return open(folder, door, OURS, slower);
  }

  /**
   * Starts a cloud and servers, as in the middle of a rolling deployment.
   *
   * @param folder is emptied first, and holds all their files
   * @param earlier the module {@code server} of the version that every second server runs
   */
  static FarWorld open(Path folder, Door door, Path earlier, int slower)
      throws InterruptedException {
    try {
      CloudProcess.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    FarWorld world = new FarWorld(folder, door, earlier, slower);
    world.nodes.forEach(FarNode::start);
    for (FarNode node : world.nodes) {
      node.awaitReady();
    }
    return world;
  }

  /** The settings of the cloud, whose gateway asks the nodes. */
  private static Map<String, String> cloud(int nodes, Pace pace) {
    Map<String, String> settings = new HashMap<>(CLOUD);
    settings.put("QUERYCAST_LOCAL_GATEWAY_SERVER", "http://localhost:" + nodes);
    settings.put("QUERYCAST_LOCAL_GATEWAY_SECRET", SECRET);
    settings.put("QUERYCAST_LOCAL_GATEWAY_IDLE_SECONDS", seconds(pace.silence()));
    settings.put("QUERYCAST_LOCAL_GATEWAY_LIFE_SECONDS", seconds(pace.life()));
    return settings;
  }

  private static String seconds(Duration time) {
    return Long.toString(time.plusMillis(999).toSeconds());
  }

  private static Map<String, String> settings(URI cloud, Door door, Pace pace, boolean isSharing) {
    String queues = cloud + "/000000000000/querycast-";
    return Map.ofEntries(
        Map.entry("QUERYCAST_SHARING", Boolean.toString(isSharing)),
        Map.entry("QUERYCAST_DOOR", door.toString().toLowerCase(Locale.ROOT)),
        Map.entry(
            "QUERYCAST_GATEWAY_SOCKET", "ws://localhost:" + cloud.getPort() + "/_gateway/push"),
        Map.entry("QUERYCAST_GATEWAY_SECRET", SECRET),
        Map.entry("AWS_REGION", "us-east-1"),
        Map.entry("AWS_ACCESS_KEY_ID", "local"),
        Map.entry("AWS_SECRET_ACCESS_KEY", "local"),
        Map.entry("keystore_password", UUID.randomUUID().toString()),
        Map.entry("QUERYCAST_REDSHIFT_CLUSTER", "querycast"),
        Map.entry("QUERYCAST_REDSHIFT_USER", "querycast_reader"),
        Map.entry("QUERYCAST_COMPLETIONS_QUEUE", queues + "completions"),
        Map.entry("QUERYCAST_INBOX_QUEUES", queues + "inbox-"),
        Map.entry("QUERYCAST_INBOXES", Integer.toString(INBOXES)),
        Map.entry("QUERYCAST_LEASE", pace.lease().toString()),
        Map.entry("QUERYCAST_COGNITO_ISSUER", cloud + "/" + POOL),
        Map.entry("QUERYCAST_COGNITO_CLIENT_ID", CLIENT),
        Map.entry("QUERYCAST_QUIET_AFTER", pace.quietAfter().toString()),
        Map.entry("QUERYCAST_SWEEP_INTERVAL", pace.sweepInterval().toString()),
        Map.entry("QUERYCAST_SNAPSHOT_INTERVAL", pace.snapshotInterval().toString()));
  }

  @Override
  public JsonObject watched() {
    return Json.createObjectBuilder()
        .add("query", "busiest-hours")
        .add("arguments", Json.createObjectBuilder().add("month", "2015-03"))
        .build();
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public CloudAccess cloud() {
    return cloud;
  }

  @Override
  public String table() {
    return "querycast";
  }

  @Override
  public void begin(Plan plan) throws InterruptedException {
    diedAt.clear();
    for (FarNode node : nodes) {
      if (!node.isUp()) {
        node.start();
      }
    }
    for (FarNode node : nodes) {
      node.awaitReady();
    }
    callers = IntStream.range(0, plan.users()).mapToObj(this::signUp).toList();
  }

  @Override
  public void end() {
    cloud.noFaults();
    for (FarNode node : nodes) {
      node.goOn();
      node.unhushSockets();
      node.rejoin();
    }
  }

  @Override
  public List<WorldNode> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public Optional<WorldNode> another() {
    return Optional.empty();
  }

  @Override
  public Optional<NodeAccess> anyDoor(Random random) {
    return any(random).map(FarNode::door);
  }

  private Optional<FarNode> any(Random chance) {
    List<FarNode> open = new ArrayList<>();
    for (FarNode node : nodes) {
      if (node.isUp()) {
        open.add(node);
      } else {
        long died = diedAt.computeIfAbsent(node.name(), name -> System.nanoTime());
        if (System.nanoTime() - died < pace.outOfService().toNanos()) {
          open.add(node);
        }
      }
    }
    return open.isEmpty() ? Optional.empty() : Optional.of(open.get(chance.nextInt(open.size())));
  }

  /** The port at which the gateway reaches a node; 0 if there is none, and nobody answers there. */
  private int port() {
    return any(ThreadLocalRandom.current()).map(FarNode::port).orElse(0);
  }

  @Override
  public Caller caller(int user, long life) {
    return callers.get(user);
  }

  @Override
  public void trouble(String service, String fault, double probability) {
    if (probability > 0) {
      cloud.fault(service, fault, CloudAccess.value(probability));
    } else {
      cloud.noFault(service, fault);
    }
  }

  @Override
  public String completionsQueue() {
    return cloud.queue("querycast-completions");
  }

  @Override
  public List<String> inboxQueues() {
    return IntStream.range(0, INBOXES)
        .mapToObj(number -> cloud.queue("querycast-inbox-%03d".formatted(number)))
        .toList();
  }

  /** Nothing can be seen from outside. */
  @Override
  public List<String> audit() {
    return List.of();
  }

  @Override
  public Map<String, Long> mostLoad(long sockets) {
    return Map.of("MB of memory", MOST_MEGABYTES);
  }

  @Override
  public void close() {
    nodes.forEach(FarNode::close);
    cloud.close();
    process.close();
    balancer.close();
  }

  /** A new user of the pool, an analyst, signed in. */
  private Caller signUp(int number) {
    String email = "u%d-%s@example.com".formatted(number, UUID.randomUUID());
    JsonObject who =
        Json.createObjectBuilder()
            .add("ClientId", CLIENT)
            .add("UserPoolId", POOL)
            .add("Username", email)
            .add("Password", PASSWORD)
            .add("GroupName", "analyst")
            .build();
    String subject = cloud.call(COGNITO + "SignUp", who).getString("UserSub");
    cloud.call(
        COGNITO + "ConfirmSignUp",
        Json.createObjectBuilder(who).add("ConfirmationCode", code(email)).build());
    cloud.call(COGNITO + "AdminAddUserToGroup", who);
    JsonObject tokens =
        cloud
            .call(
                COGNITO + "InitiateAuth",
                Json.createObjectBuilder(who)
                    .add("AuthFlow", "USER_PASSWORD_AUTH")
                    .add(
                        "AuthParameters",
                        Json.createObjectBuilder().add("USERNAME", email).add("PASSWORD", PASSWORD))
                    .build())
            .getJsonObject("AuthenticationResult");
    return new Caller(
        "u" + number,
        subject,
        tokens.getString("AccessToken"),
        Instant.now().plusSeconds(tokens.getInt("ExpiresIn")));
  }

  private String code(String email) {
    String mails = cloud.page("/_mailbox?to=" + email);
    return CloudAccess.json("{\"mails\":" + mails + "}")
        .getJsonArray("mails")
        .getJsonObject(0)
        .getString("code");
  }
}
