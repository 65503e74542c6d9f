package io.querycast.faults;

import io.querycast.Settings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.AwsClients;
import io.querycast.aws.ClockSkew;
import io.querycast.aws.GatewayApiFixture;
import io.querycast.aws.Table;
import io.querycast.aws.TableFixture;
import io.querycast.completion.CompletionFixture;
import io.querycast.door.DoorFixture;
import io.querycast.job.JobChanged;
import io.querycast.job.JobFixture;
import io.querycast.node.Lease;
import io.querycast.node.LeaseTaken;
import io.querycast.node.NodeFixture;
import io.querycast.push.Hint;
import io.querycast.push.PushFixture;
import io.querycast.warehouse.Warehouse;
import io.querycast.warehouse.WarehouseFixture;
import io.querycast.watch.Answered;
import io.querycast.watch.WatchFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A node of this process: the server's own classes, wired by hand, on a {@link Lifeline}. */
final class NearNode implements WorldNode {
  private static final Set<String> SERVICES = Set.of("dynamodb", "sqs", "redshift-data", "gateway");

  private final String name;
  private final Settings settings;
  private final Pace pace;
  private final Lifeline lifeline;
  private final ThreadPoolExecutor executor;
  private final ScheduledThreadPoolExecutor scheduler;
  private final List<SdkClient> clients;
  private final NodeFixture node;
  private final CompletionFixture completions;
  private final PushFixture push;
  private final WatchFixture watches;
  private final Optional<NearGateway> gateway;
  private final Optional<DoorFixture> calls;
  private final NearAccess door;
  private volatile Duration clockOffset = Duration.ZERO;
  private volatile long deadline = Long.MAX_VALUE;

  /**
   * Wires a node; {@link #start} starts it.
   *
   * @param http what all clients share
   * @param network carries requests and the messages of sockets
   * @param meter counts what it asks of AWS
   * @param gateway holds the sockets; empty if each node holds its own
   */
  NearNode(
      String name,
      CloudAccess cloud,
      SdkHttpClient http,
      Settings settings,
      Pace pace,
      ExecutorService network,
      Random random,
      Mutant mutant,
      Meter meter,
      Optional<NearGateway> gateway) {
    this.name = name;
    this.gateway = gateway;
    this.settings = settings;
    this.pace = pace;
    lifeline = new Lifeline(random);
    ThreadFactory daemons =
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          // Threads of a dead node end with all kinds of exceptions.
          thread.setUncaughtExceptionHandler(this::broke);
          return thread;
        };
    executor =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons);
    scheduler = new ScheduledThreadPoolExecutor(4, daemons);
    scheduler.setRemoveOnCancelPolicy(true);
    Threads threads = new Threads(executor, scheduler);
    InstantSource own = () -> Instant.now().plus(clockOffset);
    ClockSkew skew = new ClockSkew(own);
    InstantSource clock = mutant == Mutant.OWN_CLOCK ? own : skew::now;
    Mutation mutation = new Mutation(mutant, cloud.sqs());
    DynamoDbClient dynamoDb =
        CloudAccess.at(cloud.address(), http, DynamoDbClient.builder())
            .overrideConfiguration(overrides(skew, 8, mutation, meter))
            .build();
    SqsClient sqs =
        CloudAccess.at(cloud.address(), http, SqsClient.builder())
            .overrideConfiguration(overrides(skew, 4, mutation, meter))
            .build();
    RedshiftDataClient redshift =
        CloudAccess.at(cloud.address(), http, RedshiftDataClient.builder())
            .overrideConfiguration(overrides(skew, 2, mutation, meter))
            .build();
    Optional<ApiGatewayManagementApiClient> management =
        gateway.map(
            holder ->
                CloudAccess.at(
                        cloud.address(),
                        new GatewayHttp(holder),
                        ApiGatewayManagementApiClient.builder())
                    .overrideConfiguration(
                        overrides(skew, GatewayApiFixture.tries(), mutation, meter))
                    .build());
    clients =
        Stream.<SdkClient>concat(Stream.of(dynamoDb, sqs, redshift), management.stream()).toList();
    Table table = TableFixture.of(dynamoDb, settings);
    Told<Hint> hints = new Told<>();
    Told<LeaseTaken> taken = new Told<>();
    Told<JobChanged> changed = new Told<>();
    Warehouse warehouse = WarehouseFixture.open(redshift, settings, threads, mutant);
    node = new NodeFixture(table, settings, threads, System::nanoTime, taken);
    JobFixture jobs =
        new JobFixture(
            table,
            warehouse,
            clock,
            settings,
            System::nanoTime,
            threads,
            changed,
            mutant,
            hasNextCatalogue(name));
    completions =
        new CompletionFixture(
            sqs,
            node.node(),
            jobs.store(),
            jobs.follower(),
            jobs.queue(),
            clock,
            settings,
            threads,
            changed);
    Told<Answered> answered = new Told<>();
    watches =
        new WatchFixture(
            table,
            node.node(),
            jobs,
            PushFixture.connected(table, settings, clock),
            clock,
            settings,
            threads,
            answered,
            changed,
            mutant);
    push =
        new PushFixture(
            table,
            sqs,
            node.node(),
            jobs.jobs(),
            jobs.results(),
            watches.watches(),
            clock,
            System::nanoTime,
            settings,
            threads,
            hints,
            taken,
            changed,
            answered,
            mutant);
    calls =
        management.map(
            api ->
                new DoorFixture(
                    GatewayApiFixture.of(api),
                    table,
                    node.node(),
                    push.sessions(),
                    jobs.jobs(),
                    jobs.results(),
                    watches.watches(),
                    clock,
                    settings,
                    threads,
                    pace.opening(),
                    hints,
                    changed,
                    answered,
                    mutant));
    door =
        new NearAccess(name, lifeline, network, pace, mutant, jobs, push, watches, gateway, calls);
    lifeline.onDeath(this::died);
  }

  private ClientOverrideConfiguration overrides(
      ClockSkew skew, int tries, Mutation mutation, Meter meter) {
    return AwsClients.limits(skew, tries)
        .addExecutionInterceptor(mutation)
        .addExecutionInterceptor(meter)
        .addExecutionInterceptor(lifeline)
        .build();
  }

  /** Every other node has a newer catalogue already, as while one is being replaced. */
  static boolean hasNextCatalogue(String name) {
    return Integer.parseInt(name.substring(1)) % 2 == 1;
  }

  void start() {
    node.start();
    completions.start();
    push.start();
    watches.start();
    calls.ifPresent(DoorFixture::start);
  }

  /** The inbox that it believes it holds now. */
  Optional<Lease> lease() {
    return isUp() && !lifeline.isPaused() ? node.node().lease() : Optional.empty();
  }

  /** How many other nodes it knows. */
  int others() {
    return node.node().othersWithSockets().size() + node.node().othersAtGateway().size();
  }

  Settings settings() {
    return settings;
  }

  boolean isAtGateway() {
    return settings.isAtGateway();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public NearAccess door() {
    return door;
  }

  @Override
  public boolean isUp() {
    return !lifeline.isDead() && !door.isShut();
  }

  /** Whether the load balancer still sends people here. */
  boolean isInService() {
    return System.nanoTime() < deadline;
  }

  @Override
  public void kill(Random random) {
    if (random.nextInt(4) == 0) {
      killNow();
    } else {
      lifeline.cutAtCall(random);
    }
  }

  @Override
  public void killNow() {
    lifeline.cut();
  }

  /** Kills it, and frees what it uses of this process: each client has threads. */
  void close() {
    killNow();
    clients.forEach(SdkClient::close);
  }

  private void broke(Thread thread, Throwable thrown) {
    if (isUp()) {
      thrown.printStackTrace();
    }
  }

  private void died() {
    outOfService();
    door.cutSockets();
    executor.shutdownNow();
    scheduler.shutdownNow();
  }

  private void outOfService() {
    deadline = Math.min(deadline, System.nanoTime() + pace.outOfService().toNanos());
  }

  @Override
  public void stop() {
    outOfService();
    completions.leave();
    node.leave();
    completions.stop();
    push.stop();
    calls.ifPresent(DoorFixture::stop);
    node.stop();
    door.shut();
    executor.shutdown();
    scheduler.shutdown();
  }

  @Override
  public void pause() {
    lifeline.pause();
  }

  @Override
  public void goOn() {
    lifeline.goOn();
  }

  @Override
  public void cutSockets() {
    door.cutSockets();
    gateway.ifPresent(holder -> holder.cut(name));
  }

  @Override
  public void hushSockets() {
    door.hush(true);
    gateway.ifPresent(holder -> holder.hush(name, true));
  }

  @Override
  public void unhushSockets() {
    door.hush(false);
    gateway.ifPresent(holder -> holder.hush(name, false));
  }

  @Override
  public void isolate() {
    for (String service : SERVICES) {
      lifeline.trouble(service, "unreachable", 1);
    }
  }

  @Override
  public void rejoin() {
    for (String service : SERVICES) {
      lifeline.trouble(service, "unreachable", 0);
    }
  }

  void trouble(String service, String fault, double probability) {
    lifeline.trouble(service, fault, probability);
  }

  @Override
  public void shiftClock(Duration by) {
    clockOffset = by;
  }

  @Override
  public Map<String, Long> load() {
    return Map.of(
        "connections", push.connections(),
        "timers", (long) scheduler.getQueue().size(),
        "busy threads", (long) executor.getActiveCount());
  }
}
