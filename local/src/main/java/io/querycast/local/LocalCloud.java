package io.querycast.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.querycast.local.cognito.CognitoIdentityProvider;
import io.querycast.local.cognito.CognitoSettings;
import io.querycast.local.cognito.Mailbox;
import io.querycast.local.engine.Limits;
import io.querycast.local.events.EventBridge;
import io.querycast.local.gateway.Gateway;
import io.querycast.local.redshift.RedshiftData;
import io.querycast.local.redshift.RedshiftSettings;
import io.querycast.local.taxi.Trips;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * DynamoDB, SQS, S3, EventBridge, the Redshift Data API, Cognito and API Gateway's sockets, on one
 * address of this machine.
 */
public final class LocalCloud implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POOL = "us-east-1_querycast";
  private static final String CLIENT = "querycastlocal";

  /** The bucket for whole results, which go by files if the gateway holds the sockets. */
  private static final String RESULTS = "querycast-results";

  private final LocalSettings settings;
  private final URI address;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile boolean ready;

  private LocalCloud(LocalSettings settings) {
    this.settings = settings;
    this.address = URI.create("http://localhost:" + settings.port());
  }

  /**
   * Runs until the process ends, or until its parent ends. {@link LocalSettings} lists what
   * environment variables can set.
   */
  public static void main(String[] arguments) throws Exception {
    LocalSettings settings;
    try {
      settings = LocalSettings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    LocalCloud cloud = new LocalCloud(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(cloud::close));
    endWithParent(settings.parent());
    try {
      cloud.start();
    } catch (BindException e) {
      System.err.println(
          "Port %d is in use, perhaps by another local cloud: end that one, or set QUERYCAST_LOCAL_PORT."
              .formatted(settings.port()));
      System.exit(1);
    } catch (IOException | RuntimeException e) {
      System.err.println("The local cloud can't start: " + e.getMessage());
      System.exit(1);
    }
  }

  private void start() throws IOException, InterruptedException {
    Faults faults = new Faults();
    Front front = new Front(settings.port(), settings.pages(), faults);
    Path base = Files.createDirectories(settings.folder());
    opened(lock(base));
    DynamoDb dynamoDb = opened(new DynamoDb(settings.dynamoDb(), base, settings.inMemory()));
    // The slowest parts start at the same time as the rest.
    CompletableFuture<Sqs> sqs = CompletableFuture.supplyAsync(() -> new Sqs(settings.port()));
    opened(() -> sqs.join().close());
    Path folder =
        settings.inMemory() ? opened(Scratch.in(base.resolve("in-memory"))).folder() : base;
    InstantSource clock = InstantSource.system();
    EventBridge events =
        opened(
            new EventBridge(
                folder.resolve("events"),
                faults,
                (queue, body) -> sqs.join().send(queue, body),
                clock,
                System.out::println));
    RedshiftData redshift =
        opened(
            new RedshiftData(
                folder.resolve("redshift"),
                Files.createDirectories(folder.resolve("s3")),
                RedshiftSettings.of(
                        settings.setup(), new Trips(settings.taxiFiles(), settings.taxiRows()))
                    .withActiveLimit(settings.activeStatements())
                    .withThreads(settings.statementThreads())
                    .withLimits(
                        new Limits(
                            settings.statementMegabytes(),
                            settings.statementDiskMegabytes(),
                            Duration.ofSeconds(settings.statementSeconds()),
                            true))
                    .withCallsPerSecond(settings.callsPerSecond())
                    .withQuotas(settings.quotas()),
                faults,
                clock,
                events::publish,
                events::claim,
                System.out::println));
    Mailbox mailbox = new Mailbox();
    CognitoIdentityProvider cognito =
        new CognitoIdentityProvider(
            folder.resolve("cognito"),
            new CognitoSettings(
                address,
                POOL,
                CLIENT,
                Duration.ofSeconds(settings.tokenSeconds()),
                settings.mfa(),
                settings.requiredAttributes()),
            clock,
            mailbox,
            () -> faults.strikes("cognito", "expire"));
    Files.createDirectories(folder.resolve("s3").resolve(RESULTS));
    S3 s3 = opened(new S3(folder.resolve("s3")));
    Gateway gateway = opened(new Gateway(settings.gateway(), faults, clock));
    dynamoDb.awaitReady();
    // It opens last, and so closes first: after that, no request reaches the other services.
    opened(front)
        .service("DynamoDB_20120810", Backend.of("dynamodb", new Proxy(dynamoDb.port())))
        .service("AmazonSQS", Backend.of("sqs", new Proxy(sqs.join().port())))
        .service("AWSEvents", Backend.of("events-api", events))
        .service("RedshiftData", Backend.of("redshift-data", redshift))
        .serviceForPages("AWSCognitoIdentityProviderService", Backend.of("cognito", cognito))
        .s3(s3)
        .gateway(gateway)
        .page("/" + POOL + "/.well-known/jwks.json", request -> Answer.json(cognito.jwks()))
        .page(
            "/" + POOL + "/.well-known/openid-configuration",
            request -> Answer.json(cognito.openIdConfiguration()))
        .page("/_mailbox", request -> mails(mailbox, request))
        .page("/_faults", request -> faults(faults, request))
        .page("/_about", request -> about())
        .open();
    gateway.start();
    new Provision(address).everything();
    ready = true;
    System.out.println("The local cloud answers this machine alone, at " + address);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("A part of the local cloud did not end cleanly: " + e);
      }
    }
  }

  /**
   * Two local clouds in one folder would damage each other's tables. One that is just ending gets
   * some time.
   */
  private static FileChannel lock(Path folder) throws IOException, InterruptedException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (int tries = 0; tries < 50; tries++) {
      if (file.tryLock() != null) {
        return file;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException(
        "another one uses the folder %s: end that one, or set QUERYCAST_LOCAL_FOLDER."
            .formatted(folder));
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private static Answer mails(Mailbox mailbox, Request request) {
    String to = request.parameter("to");
    return request.header("Accept").contains("application/json")
        ? Answer.json(mailbox.json(to))
        : Answer.html(mailbox.page(to));
  }

  private static Answer faults(Faults faults, Request request) throws IOException {
    try {
      switch (request.method()) {
        case "PUT" -> faults.set(JSON.readTree(request.body()));
        case "DELETE" -> faults.clear();
        default -> {}
      }
      return Answer.json(faults.document());
    } catch (IllegalArgumentException e) {
      return Answer.text(400, e.getMessage());
    } catch (JsonProcessingException e) {
      return Answer.text(400, "Send the faults as one JSON object.");
    }
  }

  /** Tells whose local cloud this is, once everything in it is ready. */
  private Answer about() {
    if (!ready) {
      return Answer.text(503, "The local cloud is starting.");
    }
    JsonNode about =
        JsonNodeFactory.instance
            .objectNode()
            .put("parent", settings.parent())
            .put("pid", ProcessHandle.current().pid());
    return Answer.json(about);
  }

  private static void endWithParent(long parent) {
    if (parent != 0) {
      ProcessHandle.of(parent)
          .ifPresentOrElse(
              process -> {
                CompletableFuture<Void> unused = process.onExit().thenRun(() -> System.exit(0));
              },
              () -> System.exit(0));
    }
  }
}
