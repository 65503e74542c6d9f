package io.querycast.it;

import io.querycast.CloudProcess;
import io.querycast.PackagedServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * Starts a local cloud and the server under test, once for all the classes that this process runs:
 * left alone, Arquillian would start the server anew for each of them. It connects to the one that
 * runs. Everything listens on free ports of the loopback address and ends with this process.
 */
public final class TestCloud implements LauncherSessionListener {
  private static final Path SERVERS = Path.of("target/liberty/wlp/usr/servers").toAbsolutePath();

  /** The number of this process among those that run tests side by side; null if none runs. */
  private static final String FORK = System.getProperty("querycast.it.fork");

  private static final Path FOLDER = Path.of("target/local-cloud-" + FORK).toAbsolutePath();
  private static final String POOL = "us-east-1_querycast";
  private static final String NAME = "querycast-test-%s-".formatted(FORK);
  static final String CLIENT = "querycastlocal";

  /** By this the server that the local gateway asks knows it. */
  static final String GATEWAY_SECRET = "only the gateway and its nodes know this";

  /** Who holds the sockets of the server under test: see CONTRIBUTING.md. */
  public static final String DOOR = System.getProperty("it.door", "node");

  /**
   * Whether the server under test compresses what it sends on sockets. Browsers offer it, so that
   * the journeys run with it; the clients of the other tests do not, unless they say so.
   */
  public static final boolean COMPRESSES = !isAtGateway();

  private static Map<String, String> environment;

  private CloudProcess cloud;
  private Process server;

  /** The address of the server under test. */
  public static URI server() {
    return URI.create("http://localhost:" + System.getProperty("querycast.it.httpPort"));
  }

  /** The address of the local cloud. */
  public static URI address() {
    return URI.create("http://localhost:" + System.getProperty("querycast.it.localPort"));
  }

  /** The port of the server that the local gateway asks. A test may start one there. */
  static int gatewaysPort() {
    return Integer.getInteger("querycast.it.gatewaysPort");
  }

  static String issuer() {
    return address() + "/" + POOL;
  }

  /** The key that the pool signs its tokens with. */
  static byte[] signingKey() throws IOException {
    return Files.readAllBytes(FOLDER.resolve("cognito/signing.key"));
  }

  /** The name holds the port, so that another build on this machine has another server. */
  static String serverName() {
    return NAME + System.getProperty("querycast.it.httpPort");
  }

  private static Path folder() {
    return SERVERS.resolve(serverName());
  }

  /** A client of a service of the local cloud. */
  static <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(address())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .build();
  }

  /** The settings of a node that does not compress, as environment variables. */
  static Map<String, String> environment() {
    return environment;
  }

  /** Another node beside the server under test. */
  static PackagedServer node(Path users, String name) throws IOException {
    return new PackagedServer(users, name).withKeysOf(folder());
  }

  /** The folder of the server's logs. */
  static Path logs() {
    return folder().resolve("logs");
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (FORK == null) {
      return;
    }
    try {
      int httpPort = CloudProcess.freePort();
      System.setProperty("querycast.it.httpPort", Integer.toString(httpPort));
      System.setProperty("querycast.it.gatewaysPort", Integer.toString(CloudProcess.freePort()));
      cloud = startCloud();
      System.setProperty("querycast.it.localPort", Integer.toString(cloud.address().getPort()));
      environment = new HashMap<>(settings(httpPort));
      if (isAtGateway()) {
        environment.putAll(gateway());
      }
      deleteOlder();
      startServer(httpPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (server != null) {
      server.destroyForcibly();
    }
    if (cloud != null) {
      cloud.close();
    }
  }

  private void startServer(int port) throws IOException, InterruptedException {
    PackagedServer packaged = new PackagedServer(SERVERS.getParent(), serverName());
    Path overrides = Files.createDirectories(folder().resolve("configDropins/overrides"));
    Files.writeString(
        overrides.resolve("arquillian.xml"),
        """
        <server>
          <featureManager><feature>localConnector-1.0</feature></featureManager>
          <applicationMonitor updateTrigger="mbean"/>
        </server>
        """);
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("QUERYCAST_COMPRESS", Boolean.toString(COMPRESSES));
    server = packaged.start(settings);
    packaged.awaitReady(server, port);
  }

  private static CloudProcess startCloud() throws InterruptedException {
    // Fewer trips than by default are enough, if they are generated.
    String rows = System.getenv().getOrDefault("QUERYCAST_LOCAL_TAXI_ROWS", "120000");
    return CloudProcess.start(
        FOLDER,
        Map.of(
            "QUERYCAST_LOCAL_TAXI_ROWS",
            rows,
            "QUERYCAST_LOCAL_PAGES",
            server().toString(),
            "QUERYCAST_LOCAL_GATEWAY_SERVER",
            isAtGateway() ? server().toString() : "http://localhost:" + gatewaysPort(),
            "QUERYCAST_LOCAL_GATEWAY_SECRET",
            GATEWAY_SECRET));
  }

  private static void deleteOlder() throws IOException {
    Files.createDirectories(SERVERS);
    try (DirectoryStream<Path> older = Files.newDirectoryStream(SERVERS, NAME + "*")) {
      for (Path each : older) {
        CloudProcess.delete(each);
      }
    }
  }

  private static boolean isAtGateway() {
    return DOOR.equals("gateway");
  }

  /** The settings of a node whose sockets the local gateway holds. */
  static Map<String, String> gateway() {
    String gateway = address() + "/_gateway";
    return Map.of(
        "QUERYCAST_DOOR",
        "gateway",
        "QUERYCAST_GATEWAY_SOCKET",
        gateway.replace("http:", "ws:") + "/push",
        "QUERYCAST_GATEWAY_SECRET",
        GATEWAY_SECRET,
        "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI",
        gateway,
        "QUERYCAST_GATEWAY_BUCKET",
        "querycast-results",
        "AWS_ENDPOINT_URL_S3",
        address().toString().replace("localhost", "127.0.0.1"));
  }

  private static Map<String, String> settings(int httpPort) {
    return Map.ofEntries(
        Map.entry("AWS_REGION", "us-east-1"),
        Map.entry("AWS_ACCESS_KEY_ID", "local"),
        Map.entry("AWS_SECRET_ACCESS_KEY", "local"),
        Map.entry("AWS_ENDPOINT_URL_DYNAMODB", address().toString()),
        Map.entry("AWS_ENDPOINT_URL_REDSHIFT_DATA", address().toString()),
        Map.entry("AWS_ENDPOINT_URL_SQS", address().toString()),
        Map.entry("HTTP_PORT", Integer.toString(httpPort)),
        Map.entry("HTTP_HOST", "localhost"),
        Map.entry("keystore_password", UUID.randomUUID().toString()),
        Map.entry("QUERYCAST_REDSHIFT_CLUSTER", "querycast"),
        Map.entry("QUERYCAST_REDSHIFT_USER", "querycast_reader"),
        Map.entry("QUERYCAST_COMPLETIONS_QUEUE", address() + "/000000000000/querycast-completions"),
        Map.entry("QUERYCAST_INBOX_QUEUES", address() + "/000000000000/querycast-inbox-"),
        Map.entry("QUERYCAST_COGNITO_ISSUER", issuer()),
        Map.entry("QUERYCAST_COGNITO_CLIENT_ID", CLIENT),
        Map.entry("QUERYCAST_ALLOWED_ORIGINS", server() + ",https://app.example.com"),
        Map.entry("QUERYCAST_TOKEN_CHECK", "PT3S"),
        Map.entry("QUERYCAST_QUIET_AFTER", "PT3S"),
        Map.entry("QUERYCAST_SWEEP_INTERVAL", "PT1S"),
        // A sweep reads each: by default eight, which costs more than many a test.
        Map.entry("QUERYCAST_DUE_PARTS", "2"),
        Map.entry("QUERYCAST_SNAPSHOT_INTERVAL", "PT3S"));
  }

  /** The states of the statements that are named after a job. */
  public static List<String> statements(JsonObject job) {
    return TestHttp.aws(
            "RedshiftData.ListStatements",
            Json.createObjectBuilder()
                .add("StatementName", job.getString("id"))
                .add("Status", "ALL")
                .build())
        .getJsonArray("Statements")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(statement -> statement.getString("Status"))
        .toList();
  }
}
