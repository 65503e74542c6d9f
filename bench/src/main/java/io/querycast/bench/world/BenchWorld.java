package io.querycast.bench.world;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One server and its cloud, on free ports of the loopback address. Both end with this process, and
 * only their logs stay.
 */
public final class BenchWorld implements AutoCloseable {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path RUNTIME = ROOT.resolve("server/target/liberty/wlp");
  private static final Path FOLDER = ROOT.resolve("bench/target/world");
  private static final String SECRET = "the secret of the gateway and the server of the bench";
  private static final String ENDPOINT = "AWS_ENDPOINT_URL_";
  private static final String SHARING = "QUERYCAST_SHARING";

  /** Of an AWS account: starts, descriptions and pages of results a second. */
  private static final String QUOTAS = "30,100,20";

  private static final Duration START = Duration.ofMinutes(10);

  /** So many trips that the largest result fits into a join of the trips with themselves. */
  private static final int TRIPS = 100_000;

  private final URI cloud;
  private final URI server;
  private final Process cloudProcess;
  private final Process serverProcess;
  private final Relay queues;
  private final List<Relay> counted;

  /** Who holds the sockets. */
  public enum Door {
    NODE,
    GATEWAY
  }

  private BenchWorld(
      URI cloud,
      Process cloudProcess,
      URI server,
      Process serverProcess,
      Relay queues,
      List<Relay> counted) {
    this.cloud = cloud;
    this.cloudProcess = cloudProcess;
    this.server = server;
    this.serverProcess = serverProcess;
    this.queues = queues;
    this.counted = counted;
  }

  /**
   * Starts both from the packages of {@code mvn package}.
   *
   * @throws IOException if one of them does not start; its log is in bench/target/world
   */
  public static BenchWorld open() throws IOException, InterruptedException {
    return open(FOLDER, Door.NODE, List.of(), Map.of(), Map.of());
  }

  /**
   * Starts both, and counts the server's calls to DynamoDB and to the gateway. One for each door
   * may be open.
   */
  public static BenchWorld counted(Door door) throws IOException, InterruptedException {
    return open(
        FOLDER.resolveSibling("world-" + door),
        door,
        List.of("DYNAMODB", "APIGATEWAYMANAGEMENTAPI"),
        Map.of(),
        Map.of());
  }

  /**
   * Starts both with the quotas of an AWS account, and counts the server's calls to the Data API.
   * Any answer of the catalogue's queries may serve for ten minutes, if the server shares.
   */
  public static BenchWorld withQuotas(boolean sharing) throws IOException, InterruptedException {
    return open(
        FOLDER.resolveSibling(sharing ? "world-shared" : "world-alone"),
        Door.NODE,
        List.of("REDSHIFT_DATA"),
        Map.of("QUERYCAST_LOCAL_QUOTAS", "true"),
        Map.of(SHARING, Boolean.toString(sharing), "QUERYCAST_QUOTAS", QUOTAS));
  }

  private static BenchWorld open(
      Path folder,
      Door door,
      List<String> countedServices,
      Map<String, String> moreOfCloud,
      Map<String, String> moreOfServer)
      throws IOException, InterruptedException {
    int cloudPort = freePort();
    int port = freePort();
    URI cloud = URI.create("http://localhost:" + cloudPort);
    Process cloudProcess = startCloud(folder, cloudPort, port, moreOfCloud);
    try {
      await(cloudProcess, cloud.resolve("/_about"));
      Relay queues = Relay.to(cloud);
      Map<String, String> settings = environment(cloud, dynamoDb(folder), queues.address());
      if (door == Door.GATEWAY) {
        settings.put("QUERYCAST_DOOR", "gateway");
        settings.put("QUERYCAST_GATEWAY_SOCKET", "ws://localhost:" + cloudPort + "/_gateway/push");
        settings.put("QUERYCAST_GATEWAY_SECRET", SECRET);
        settings.put(ENDPOINT + "APIGATEWAYMANAGEMENTAPI", cloud + "/_gateway");
      }
      settings.putAll(moreOfServer);
      List<Relay> counted = new ArrayList<>();
      for (String service : countedServices) {
        URI behind = URI.create(settings.getOrDefault(ENDPOINT + service, cloud.toString()));
        Relay relay = Relay.to(behind.resolve("/"));
        counted.add(relay);
        settings.put(ENDPOINT + service, relay.address() + behind.getPath());
      }
      URI server = URI.create("http://localhost:" + port);
      Process serverProcess = startServer(folder, port, settings);
      BenchWorld world =
          new BenchWorld(cloud, cloudProcess, server, serverProcess, queues, counted);
      await(serverProcess, server.resolve("/health/ready"));
      return world;
    } catch (IOException | InterruptedException e) {
      cloudProcess.destroy();
      throw e;
    }
  }

  /** How many calls to the services that are counted the server has made. */
  public long calls() {
    return counted.stream().mapToLong(Relay::passed).sum();
  }

  /** The address of the local cloud. */
  public URI cloud() {
    return cloud;
  }

  /** The address of the server. */
  public URI server() {
    return server;
  }

  public long serverProcess() {
    return serverProcess.pid();
  }

  /** When messages of the queues reached the server. */
  public Relay queues() {
    return queues;
  }

  /**
   * Makes each call of the Data API take at least so long, as on AWS. There it runs on other
   * machines; here it uses the processors of this one.
   */
  public void dataApiTakes(Duration time) throws IOException, InterruptedException {
    String faults = "{\"redshift-data\":{\"delay\":\"%s\"}}".formatted(time);
    HttpResponse<Void> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(cloud.resolve("/_faults"))
                    .PUT(HttpRequest.BodyPublishers.ofString(faults))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("The local cloud refused the delay: " + answer.statusCode());
    }
  }

  /** All processes of the measurement: these two, those that they started, and this one. */
  public List<Long> processes() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants()).map(ProcessHandle::pid).toList();
  }

  @Override
  public void close() {
    for (Process each : List.of(serverProcess, cloudProcess)) {
      List<ProcessHandle> children = each.descendants().toList();
      each.destroy();
      try {
        if (!each.waitFor(20, TimeUnit.SECONDS)) {
          each.destroyForcibly();
        }
      } catch (InterruptedException e) {
        each.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      children.forEach(ProcessHandle::destroyForcibly);
    }
    queues.close();
    counted.forEach(Relay::close);
  }

  private static Process startCloud(Path folder, int port, int server, Map<String, String> more)
      throws IOException {
    delete(folder);
    Files.createDirectories(folder);
    ProcessBuilder builder =
        new ProcessBuilder(
                java(),
                "-Xmx1g",
                "-cp",
                "local/target/classes" + File.pathSeparator + "local/target/lib/*",
                "io.querycast.local.LocalCloud")
            .directory(ROOT.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "QUERYCAST_LOCAL_PORT",
                Integer.toString(port),
                "QUERYCAST_LOCAL_FOLDER",
                folder.resolve("cloud").toString(),
                "QUERYCAST_LOCAL_GATEWAY_SERVER",
                "http://localhost:" + server,
                "QUERYCAST_LOCAL_GATEWAY_SECRET",
                SECRET,
                "QUERYCAST_LOCAL_IN_MEMORY",
                "true",
                "QUERYCAST_LOCAL_TAXI_ROWS",
                Integer.toString(TRIPS),
                "QUERYCAST_LOCAL_TAXI_FILES",
                "",
                "QUERYCAST_LOCAL_PARENT",
                Long.toString(ProcessHandle.current().pid())));
    builder.environment().putAll(more);
    return start(builder, folder.resolve("cloud.log"));
  }

  /**
   * DynamoDB without the local cloud's front, which only forwards requests. AWS has nothing like
   * it: the front is there for faults, and to have one address for all services.
   */
  private static URI dynamoDb(Path folder) throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve("cloud/dynamodb.pid")).strip());
    List<String> words =
        List.of(ProcessHandle.of(pid).orElseThrow().info().arguments().orElseThrow());
    return URI.create("http://localhost:" + words.get(words.indexOf("-port") + 1));
  }

  private static Process startServer(Path world, int port, Map<String, String> settings)
      throws IOException {
    Path folder = world.resolve("usr/servers/bench");
    Path apps = Files.createDirectories(folder.resolve("apps"));
    for (String file : List.of("server.xml", "bootstrap.properties")) {
      Files.copy(
          ROOT.resolve("server/src/main/liberty/config").resolve(file), folder.resolve(file));
    }
    Path war = apps.resolve("querycast.war");
    Files.copy(ROOT.resolve("server/target/querycast.war"), war);
    if (settings.containsKey(SHARING)) {
      letAnswersServe(war);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            java(),
            "-Xmx512m",
            "@" + RUNTIME.resolve("lib/platform/java/java9.options"),
            "-javaagent:" + RUNTIME.resolve("bin/tools/ws-javaagent.jar"),
            "-jar",
            RUNTIME.resolve("bin/tools/ws-server.jar").toString(),
            "bench");
    builder.environment().putAll(settings);
    builder.environment().put("WLP_USER_DIR", world.resolve("usr").toString());
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    return start(builder, world.resolve("server.log"));
  }

  /** Adds to each query's header how old an answer may be. */
  private static void letAnswersServe(Path war) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(war);
        Stream<Path> queries = Files.list(files.getPath("/WEB-INF/queries"))) {
      for (Path query : queries.toList()) {
        String text = Files.readString(query).replaceFirst("(?m)^-- fresh: .*\n", "");
        Files.writeString(query, text.replaceFirst("\n", "\n-- fresh: 10m\n"));
      }
    }
  }

  private static Map<String, String> environment(URI cloud, URI table, URI queues) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HTTP_HOST", "localhost");
    environment.put("keystore_password", UUID.randomUUID().toString());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", table.toString());
    environment.put("AWS_ENDPOINT_URL_REDSHIFT_DATA", cloud.toString());
    environment.put("AWS_ENDPOINT_URL_SQS", queues.toString());
    environment.put("QUERYCAST_REDSHIFT_CLUSTER", "querycast");
    environment.put("QUERYCAST_REDSHIFT_USER", "awsuser");
    String prefix = queues + "/000000000000/querycast-";
    environment.put("QUERYCAST_COMPLETIONS_QUEUE", prefix + "completions");
    environment.put("QUERYCAST_INBOX_QUEUES", prefix + "inbox-");
    environment.put("QUERYCAST_COGNITO_ISSUER", cloud + "/us-east-1_querycast");
    environment.put("QUERYCAST_COGNITO_CLIENT_ID", BenchUser.CLIENT);
    return environment;
  }

  private static Process start(ProcessBuilder builder, Path log) throws IOException {
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process;
  }

  private static void await(Process process, URI address) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // asked again below
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException(address + " does not answer: see the logs in " + FOLDER.getParent());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
