package io.querycast.bench.sockets;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Querycast as it is released, with everything that a socket needs: a token, a session, a ticket,
 * the job table, snapshots.
 */
final class Ours implements Rival {
  /**
   * Fewer than the server allows, so that sockets whose end it has not noticed yet take no place.
   */
  private static final int TABS = 10;

  private static final int AT_ONCE = 128;
  private static final int TRIES = 5;
  private static final int BATCH = 8;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final InMemoryCloud cloud;
  private final FakeUserPool pool;
  private final Child child;
  private final URI server;
  private final URI socket;
  private final Measured measured;

  /**
   * The user whose sockets {@link #send} uses. The user has a job with many rows and a job without
   * rows.
   */
  private SignedInUser sender;

  private String large;
  private String small;

  Ours(InMemoryCloud cloud) throws IOException, InterruptedException, GeneralSecurityException {
    this.cloud = cloud;
    this.pool = new FakeUserPool();
    Path folder = Liberty.folder("ours");
    for (String file : List.of("server.xml", "bootstrap.properties")) {
      Files.copy(Path.of("server/src/main/liberty/config", file), folder.resolve(file));
    }
    Files.copy(Path.of("server/target/querycast.war"), folder.resolve("apps/querycast.war"));
    int port = Child.freePort();
    server = URI.create("http://localhost:" + port);
    socket = URI.create("ws://localhost:" + port + "/push");
    child = Liberty.start("ours", port, "/health/ready", settings(server));
    measured = new Measured(child.pid());
  }

  /**
   * @param origin the origin that may open sockets: a crowd sends an origin, as browsers do
   */
  private Map<String, String> settings(URI origin) throws IOException {
    return Map.ofEntries(
        Map.entry("AWS_REGION", "us-east-1"),
        Map.entry("AWS_ACCESS_KEY_ID", "local"),
        Map.entry("AWS_SECRET_ACCESS_KEY", "local"),
        Map.entry("AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDb().toString()),
        Map.entry("AWS_ENDPOINT_URL_REDSHIFT_DATA", cloud.address().toString()),
        Map.entry("AWS_ENDPOINT_URL_SQS", cloud.address().toString()),
        Map.entry("keystore_password", "of-no-use"),
        Map.entry("QUERYCAST_REDSHIFT_CLUSTER", "querycast"),
        Map.entry("QUERYCAST_REDSHIFT_USER", "awsuser"),
        Map.entry("QUERYCAST_COMPLETIONS_QUEUE", cloud.queue("completions")),
        Map.entry("QUERYCAST_INBOX_QUEUES", cloud.queue("inbox-")),
        Map.entry("QUERYCAST_INBOXES", "1"),
        Map.entry("QUERYCAST_SNAPSHOT_INTERVAL", "PT50S"),
        Map.entry("QUERYCAST_COGNITO_ISSUER", pool.issuer()),
        Map.entry("QUERYCAST_ALLOWED_ORIGINS", origin.toString()),
        Map.entry("QUERYCAST_COGNITO_CLIENT_ID", FakeUserPool.CLIENT));
  }

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public Measured measured() {
    return measured;
  }

  @Override
  public long live() {
    return measured.live();
  }

  /** Limits the server to one processor, if the machine has {@code taskset}. */
  void onOneCore() throws IOException, InterruptedException {
    new ProcessBuilder("taskset", "-acp", "0", Long.toString(child.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  SignedInUser newUser() throws GeneralSecurityException {
    return new SignedInUser(client, server, pool.newUser());
  }

  /** Enough users for so many sockets. */
  List<SignedInUser> users(int sockets) throws GeneralSecurityException {
    List<SignedInUser> users = new ArrayList<>();
    while (users.size() * TABS < sockets) {
      users.add(newUser());
    }
    return users;
  }

  /** A socket without a session. It is accepted and closed with 4401. */
  CrowdTab stranger(Crowd crowd) {
    return crowd.open(socket, "querycast.v1,ticket.x", null);
  }

  /** Opens a socket with its own session, and tries again if that fails, as the page does. */
  CompletableFuture<CrowdTab> open(Crowd crowd, SignedInUser user, Consumer<String> listener) {
    return open(crowd, user, listener, TRIES);
  }

  private CompletableFuture<CrowdTab> open(
      Crowd crowd, SignedInUser user, Consumer<String> listener, int tries) {
    CompletableFuture<CrowdTab> opening =
        user.ticket()
            .thenCompose(
                ticket -> crowd.open(socket, "querycast.v1,ticket." + ticket, listener).told());
    return tries > 1
        ? opening.exceptionallyCompose(thrown -> open(crowd, user, listener, tries - 1))
        : opening;
  }

  @Override
  public List<CrowdTab> open(Crowd crowd, int count) throws Exception {
    return open(crowd, users(count), nobody(count));
  }

  /** Listeners for so many sockets whose messages are only counted. */
  static List<Consumer<String>> nobody(int count) {
    return Collections.<Consumer<String>>nCopies(count, null);
  }

  /**
   * Opens one socket for each listener, at most as many at once as a load balancer lets through.
   */
  List<CrowdTab> open(Crowd crowd, List<SignedInUser> users, List<Consumer<String>> listeners)
      throws InterruptedException, ExecutionException, TimeoutException {
    Semaphore room = new Semaphore(AT_ONCE);
    List<CompletableFuture<CrowdTab>> opening = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      room.acquire();
      opening.add(
          open(crowd, users.get(i % users.size()), listeners.get(i))
              .whenComplete((tab, thrown) -> room.release()));
    }
    List<CrowdTab> tabs = new ArrayList<>();
    for (CompletableFuture<CrowdTab> each : opening) {
      tabs.add(each.get(120, TimeUnit.SECONDS));
    }
    return tabs;
  }

  /** Sockets of one user, for {@link #send}. */
  List<CrowdTab> openOfOne(Crowd crowd, int count) throws Exception {
    if (sender == null) {
      sender = newUser();
      large = sender.ended("select * from nyc_yellow_taxi limit 2000").getString("id");
      small = sender.ended("select no_such_column from nyc_yellow_taxi").getString("id");
    }
    return open(crowd, List.of(sender), nobody(count));
  }

  /** With hints, as another node sends them. Each makes the server read the job and its rows. */
  @Override
  public void send(Crowd crowd, List<CrowdTab> tabs, int each, int size) throws Exception {
    String hint =
        Json.createObjectBuilder()
            .add("owner", sender.id())
            .add("job", size > 10_000 ? large : small)
            .add("hops", 0)
            .build()
            .toString();
    for (int sent = 0; sent < each; sent += BATCH) {
      int some = Math.min(BATCH, each - sent);
      long before = crowd.messages();
      cloud.send(cloud.queue("inbox-000"), hint, some);
      crowd.awaitMessages(before + (long) some * tabs.size());
    }
  }

  @Override
  public void close() {
    child.close();
    pool.close();
  }
}
