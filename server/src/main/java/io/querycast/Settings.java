package io.querycast;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * All settings, read through MicroProfile Config: {@code querycast.table} may also be given as the
 * environment variable {@code QUERYCAST_TABLE}, and so on.
 *
 * @param table {@code querycast.table}: the DynamoDB table; {@code querycast}
 * @param completionsQueue {@code querycast.completions-queue}: the address of the SQS queue that
 *     receives completions
 * @param inboxQueues {@code querycast.inbox-queues}: the address of the nodes' SQS queues without
 *     the three digits of their number, such as {@code https://.../querycast-inbox-}
 * @param inboxes {@code querycast.inboxes}: how many inboxes there are, from 000 on, and so how
 *     many nodes there may be; 16, at most 1000
 * @param lease {@code querycast.lease}: how long a node may be silent before another node takes its
 *     inbox; PT10S
 * @param warehouse which Redshift runs the statements
 * @param issuer {@code querycast.cognito-issuer}: the user pool, as its tokens name it
 * @param clientId {@code querycast.cognito-client-id}: the page's client in the user pool
 * @param tokenCheck {@code querycast.token-check}: how long a user's tokens and sockets may still
 *     be good after the user has signed out or was disabled; PT5M
 * @param allowedOrigins {@code querycast.allowed-origins}: comma-separated origins, besides the
 *     server's own, from which a page may call; none
 * @param socketUrl {@code querycast.socket-url}: the socket's address, whose host is the host of
 *     every link; none, and then the server is reached only on its own machine
 * @param proxies {@code querycast.proxies}: how many proxies stand in front, each of which adds to
 *     {@code X-Forwarded-For}; 0, at most 9
 * @param snapshotInterval {@code querycast.snapshot-interval}: the time after which something comes
 *     on a socket: a snapshot, or a beat if nothing can have changed; PT25S
 * @param compress {@code querycast.compress}: whether messages on sockets are compressed, for
 *     clients that offer it; false
 * @param quotas {@code querycast.quotas}: how often a second all nodes together may call the Data
 *     API; {@code none}, and then there is no limit
 * @param dueParts {@code querycast.due-parts}: into how many parts the index of due jobs is
 *     divided; 8, at most {@value #MOST_DUE_PARTS}
 * @param sweepInterval {@code querycast.sweep-interval}: the time between two looks at the due
 *     jobs; PT2S
 * @param quietAfter {@code querycast.quiet-after}: how long a job may be without news before
 *     Redshift is asked about it; PT10S
 * @param awaitEnd {@code querycast.wait}: whether the node that starts a statement also waits for
 *     its end in Redshift's own long poll, at most 30 s; false
 * @param sharing {@code querycast.sharing}: whether jobs that ask for the same share a statement
 *     while it runs; false
 * @param price {@code querycast.price}: what a second of the warehouse costs, such as {@code
 *     0.000125 USD}; empty if that is not told
 * @param timeLimit {@code querycast.time-limit}: how long a job may run; PT4H, at most Redshift's
 *     own 24 hours
 * @param retention {@code querycast.retention}: how long ended jobs stay in the list; P30D
 * @param catalogue {@code querycast.catalogue}: where in S3 the queries are, {@code
 *     s3://BUCKET/FOLDER/} or one file; none, and then the WAR's own queries are used
 * @param catalogueInterval {@code querycast.catalogue-interval}: the time between two looks at the
 *     catalogue; PT30S
 * @param targetGroups {@code querycast.target-groups}: comma-separated ARNs of the target groups in
 *     which a load balancer finds the nodes; none, and then a node learns only by SIGTERM that it
 *     has to leave
 * @param isAtGateway {@code querycast.door}: whether API Gateway holds new sockets ({@code
 *     gateway}) or each node its own ({@code node}); {@code node}
 * @param gateway that API Gateway; none, and then nobody has a socket there
 * @param metricsNamespace {@code querycast.metrics-namespace}: the CloudWatch namespace of the
 *     figures on the standard output; none, and then there are no figures
 * @param metricsPort {@code prometheus.port}: the port at which Liberty shows {@code /metrics}; -1,
 *     and then it shows them nowhere
 */
public record Settings(
    String table,
    URI completionsQueue,
    String inboxQueues,
    int inboxes,
    Duration lease,
    Redshift warehouse,
    Issuer issuer,
    String clientId,
    Duration tokenCheck,
    List<String> allowedOrigins,
    Optional<URI> socketUrl,
    int proxies,
    Duration snapshotInterval,
    boolean compress,
    Optional<Quotas> quotas,
    int dueParts,
    Duration sweepInterval,
    Duration quietAfter,
    boolean awaitEnd,
    boolean sharing,
    Optional<Price> price,
    Duration timeLimit,
    Duration retention,
    Optional<URI> catalogue,
    Duration catalogueInterval,
    List<String> targetGroups,
    boolean isAtGateway,
    Optional<Gateway> gateway,
    Optional<String> metricsNamespace,
    Optional<Integer> metricsPort) {

  /** Nodes look, now and then, at all parts that there may have been. */
  public static final int MOST_DUE_PARTS = 64;

  /**
   * A cluster or a serverless workgroup, exactly one of them.
   *
   * @param cluster {@code querycast.redshift-cluster}: its identifier
   * @param workgroup {@code querycast.redshift-workgroup}: its name
   * @param database {@code querycast.redshift-database}; {@code dev}
   * @param user {@code querycast.redshift-user}: the database user, with a cluster
   * @param secretArn {@code querycast.redshift-secret-arn}: the user's secret, instead
   */
  public record Redshift(
      Optional<String> cluster,
      Optional<String> workgroup,
      String database,
      Optional<String> user,
      Optional<String> secretArn) {

    /**
     * Sets the warehouse and the database user in a request to the Data API. The SDK's requests
     * share these four fields, but no type declares them.
     */
    public void name(
        Consumer<String> clusters,
        Consumer<String> workgroups,
        Consumer<String> users,
        Consumer<String> secrets) {
      cluster.ifPresent(clusters);
      workgroup.ifPresent(workgroups);
      user.ifPresent(users);
      secretArn.ifPresent(secrets);
    }

    /** The name of the secret, without its account. */
    public Optional<String> secretName() {
      return secretArn.map(
          arn -> arn.replaceFirst("^arn:.*:secret:", "").replaceFirst("-[A-Za-z0-9]{6}$", ""));
    }
  }

  /**
   * The quotas of the Data API for one account and region, in calls a second, as {@code
   * querycast.quotas} names them: {@code 30,100,20}.
   *
   * @param execute of ExecuteStatement
   * @param describe of DescribeStatement
   * @param result of GetStatementResult
   */
  public record Quotas(int execute, int describe, int result) {}

  /**
   * An API Gateway that holds the sockets of all nodes.
   *
   * @param socket {@code querycast.gateway.socket}: the address at which browsers open sockets
   * @param secrets {@code querycast.gateway.secret}, and then {@code
   *     querycast.gateway.other-secret}: comma-separated secrets by which the gateway is known,
   *     each of {@value #LEAST_SECRET} characters or more; the first one also seals what the nodes
   *     keep of sessions
   * @param management {@code querycast.gateway.management}: the address at which nodes reach its
   *     connections; none, and then the SDK's own setting says it
   * @param bucket {@code querycast.gateway.bucket}: the bucket of S3 by which whole results go past
   *     the gateway, whose answers are too small for them; none, and then the nodes answer
   *     themselves
   */
  public record Gateway(
      URI socket, List<String> secrets, Optional<URI> management, Optional<String> bucket) {
    private static final int LEAST_SECRET = 32;

    @Override
    public String toString() {
      return "Gateway[socket=%s, management=%s]".formatted(socket, management);
    }
  }

  /** A Cognito user pool, known by the issuer of its tokens: {@code https://HOST/REGION_ID}. */
  public record Issuer(URI uri) {

    /** The pool's id, such as {@code us-east-1_AbCdEf}. */
    public String userPoolId() {
      return uri.getPath().substring(1);
    }

    public String region() {
      return userPoolId().substring(0, userPoolId().indexOf('_'));
    }

    /**
     * The address at which browsers find the pool; empty if it is AWS's own address for the region.
     */
    public Optional<URI> endpoint() {
      boolean atAws = ("cognito-idp." + region() + ".amazonaws.com").equals(uri.getHost());
      return atAws
          ? Optional.empty()
          : Optional.of(URI.create(uri.getScheme() + "://" + uri.getAuthority()));
    }
  }

  /**
   * Whether a page of this origin may open sockets. A client without an origin is no browser: its
   * ticket decides.
   *
   * @param origin as it came; null or empty if there was none
   */
  public boolean admits(String origin) {
    return origin == null || origin.isEmpty() || allowedOrigins.contains(origin);
  }

  /** Returns the address of an inbox's queue. */
  public String inboxQueue(int number) {
    return inboxQueues + "%03d".formatted(number);
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalStateException that names every fault at once and what to set
   */
  public static Settings from(Config config) {
    Reader read = new Reader(config, new ArrayList<>());
    Settings settings =
        new Settings(
            read.text("querycast.table", "querycast"),
            read.required("querycast.completions-queue", URI::create, "the queue's URL"),
            read.required(
                "querycast.inbox-queues",
                Function.identity(),
                "the URL of the inbox queues without their number"),
            read.number("querycast.inboxes", 16, 1, 1000),
            read.duration("querycast.lease", "PT10S", "PT1M"),
            read.redshift(),
            read.issuer("querycast.cognito-issuer"),
            read.required("querycast.cognito-client-id", Function.identity(), "a client id"),
            read.duration("querycast.token-check", "PT5M", "PT1H"),
            read.origins("querycast.allowed-origins"),
            read.optional(
                "querycast.socket-url",
                Settings::socket,
                "a wss:// address, such as wss://ask.example.com/push"),
            read.number("querycast.proxies", 0, 0, 9),
            read.duration("querycast.snapshot-interval", "PT25S", "PT50S"),
            read.flag("querycast.compress", false),
            read.quotas("querycast.quotas"),
            read.number("querycast.due-parts", 8, 1, MOST_DUE_PARTS),
            read.duration("querycast.sweep-interval", "PT2S", "PT1M"),
            read.duration("querycast.quiet-after", "PT10S", "PT10M"),
            read.flag("querycast.wait", false),
            read.flag("querycast.sharing", false),
            read.optional(
                "querycast.price", Price::parse, "an amount and a currency, such as 0.000125 USD"),
            read.duration("querycast.time-limit", "PT4H", "PT24H"),
            read.duration("querycast.retention", "P30D", "P365D"),
            read.optional(
                "querycast.catalogue", Settings::s3, "a place in S3, such as s3://mine/queries/"),
            read.duration("querycast.catalogue-interval", "PT30S", "PT10M"),
            read.targetGroups("querycast.target-groups"),
            read.isAtGateway(),
            read.gateway(),
            read.optional("querycast.metrics-namespace", Function.identity(), "a name"),
            Optional.of(read.number("prometheus.port", -1, -1, 65535)).filter(port -> port > 0));
    if (!read.faults.isEmpty()) {
      throw new IllegalStateException(
          read.faults.stream()
              .collect(
                  Collectors.joining(
                      "\n  ", "Querycast can't start with these settings:\n  ", "")));
    }
    return settings;
  }

  private static URI socket(String value) {
    if (!value.matches("wss?://[A-Za-z0-9.:\\[\\]-]+/[^?#]*")) {
      throw new IllegalArgumentException(value);
    }
    return URI.create(value);
  }

  private static URI http(String value) {
    if (!value.matches("https?://[A-Za-z0-9.:\\[\\]-]+(/[^?#]*)?")) {
      throw new IllegalArgumentException(value);
    }
    return URI.create(value);
  }

  private static URI s3(String value) {
    if (!value.matches("s3://[a-z0-9][a-z0-9.-]+(/.*)?")) {
      throw new IllegalArgumentException(value);
    }
    return URI.create(value);
  }

  private static String bucket(String value) {
    if (!value.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException(value);
    }
    return value;
  }

  /** Reads the settings one by one and collects their faults. */
  private record Reader(Config config, List<String> faults) {

    private String text(String name, String otherwise) {
      return value(name).orElse(otherwise);
    }

    private Optional<String> value(String name) {
      return config
          .getOptionalValue(name, String.class)
          .map(String::strip)
          .filter(value -> !value.isEmpty());
    }

    private <T> Optional<T> optional(String name, Function<String, T> parse, String what) {
      return value(name).flatMap(value -> parsed(name, value, parse, what));
    }

    private <T> T required(String name, Function<String, T> parse, String what) {
      Optional<String> value = value(name);
      if (value.isEmpty()) {
        faults.add(name + " is not set: give " + what + ".");
        return null;
      }
      return parsed(name, value.get(), parse, what).orElse(null);
    }

    private <T> Optional<T> parsed(
        String name, String value, Function<String, T> parse, String what) {
      try {
        return Optional.of(parse.apply(value));
      } catch (IllegalArgumentException | DateTimeParseException e) {
        faults.add("%s is '%s': give %s.".formatted(name, value, what));
        return Optional.empty();
      }
    }

    private Duration duration(String name, String otherwise, String most) {
      String what = "a duration of up to %s, such as %s".formatted(most, otherwise);
      Duration fallback = Duration.parse(otherwise);
      Duration value = parsed(name, text(name, otherwise), Duration::parse, what).orElse(fallback);
      if (value.isNegative() || value.isZero() || value.compareTo(Duration.parse(most)) > 0) {
        faults.add("%s is '%s': give %s.".formatted(name, value, what));
      }
      return value;
    }

    private int number(String name, int otherwise, int least, int most) {
      String what = "a whole number from %d to %d, such as %d".formatted(least, most, otherwise);
      int value =
          parsed(name, text(name, Integer.toString(otherwise)), Integer::valueOf, what)
              .orElse(otherwise);
      if (value < least || value > most) {
        faults.add("%s is '%s': give %s.".formatted(name, value, what));
      }
      return value;
    }

    private boolean flag(String name, boolean otherwise) {
      String value = text(name, Boolean.toString(otherwise));
      if (!value.equals("true") && !value.equals("false")) {
        faults.add("%s is '%s': give true or false.".formatted(name, value));
      }
      return value.equals("true");
    }

    private Issuer issuer(String name) {
      return required(
          name,
          value -> {
            if (!value.matches("https?://[^/]+/[a-z0-9-]+_[A-Za-z0-9]+")) {
              throw new IllegalArgumentException(value);
            }
            return new Issuer(URI.create(value));
          },
          "the pool's issuer, such as https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC");
    }

    private Optional<Quotas> quotas(String name) {
      return value(name)
          .filter(value -> !value.equals("none"))
          .flatMap(
              value ->
                  parsed(
                      name,
                      value,
                      Reader::quotasOf,
                      "calls a second of ExecuteStatement, DescribeStatement and"
                          + " GetStatementResult, such as 30,100,20, or none"));
    }

    private static Quotas quotasOf(String value) {
      if (!value.matches("[1-9][0-9]{0,5}(,[1-9][0-9]{0,5}){2}")) {
        throw new IllegalArgumentException(value);
      }
      String[] parts = value.split(",");
      return new Quotas(
          Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private List<String> origins(String name) {
      return list(
          name,
          part -> part.matches("https?://[a-z0-9.:\\[\\]-]+"),
          "exact origins, such as https://app.example.com.");
    }

    private List<String> targetGroups(String name) {
      return list(
          name,
          part -> part.startsWith("arn:") && part.contains(":targetgroup/"),
          "ARNs, such as arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/nodes/0123456789abcdef.");
    }

    private List<String> list(String name, Predicate<String> isOne, String whatToGive) {
      List<String> parts = parts(name);
      parts.stream()
          .filter(isOne.negate())
          .forEach(part -> faults.add("%s has '%s': give %s".formatted(name, part, whatToGive)));
      return parts;
    }

    private List<String> parts(String name) {
      return Stream.of(text(name, "").split(","))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .toList();
    }

    private boolean isAtGateway() {
      String door = text("querycast.door", "node");
      if (!door.equals("node") && !door.equals("gateway")) {
        faults.add("querycast.door is '%s': give node or gateway.".formatted(door));
      }
      return door.equals("gateway");
    }

    /** After a change of the door there may be sockets at the gateway for a while. */
    private Optional<Gateway> gateway() {
      if (text("querycast.door", "node").equals("node")
          && value("querycast.gateway.socket").isEmpty()) {
        return Optional.empty();
      }
      URI socket =
          required(
              "querycast.gateway.socket",
              Settings::socket,
              "a wss:// address, such as wss://abc.execute-api.us-east-1.amazonaws.com/push");
      Optional<URI> management =
          optional(
              "querycast.gateway.management",
              Settings::http,
              "the https:// address of its connections, such as"
                  + " https://abc.execute-api.us-east-1.amazonaws.com/push");
      if (value("querycast.gateway.management").isEmpty()
          && value("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI").isEmpty()) {
        faults.add(
            "querycast.gateway.management is not set: give the https:// address of its"
                + " connections.");
      }
      Optional<String> bucket =
          optional("querycast.gateway.bucket", Settings::bucket, "a bucket's name");
      List<String> secrets = new ArrayList<>(secrets("querycast.gateway.secret"));
      if (value("querycast.gateway.other-secret").isPresent()) {
        secrets.addAll(secrets("querycast.gateway.other-secret"));
      }
      return Optional.of(new Gateway(socket, List.copyOf(secrets), management, bucket));
    }

    /** Reads secrets; no fault shows one. */
    private List<String> secrets(String name) {
      List<String> all = parts(name);
      if (all.isEmpty() || all.stream().anyMatch(each -> each.length() < Gateway.LEAST_SECRET)) {
        faults.add(
            "%s is not set, or too short: give a secret of at least %d random characters."
                .formatted(name, Gateway.LEAST_SECRET));
      }
      return all;
    }

    private Redshift redshift() {
      Optional<String> cluster = value("querycast.redshift-cluster");
      Optional<String> workgroup = value("querycast.redshift-workgroup");
      Optional<String> user = value("querycast.redshift-user");
      Optional<String> secretArn = value("querycast.redshift-secret-arn");
      if (cluster.isPresent() == workgroup.isPresent()) {
        faults.add(
            "Set either querycast.redshift-cluster or querycast.redshift-workgroup, and one only.");
      }
      if (cluster.isPresent() && user.isPresent() == secretArn.isPresent()) {
        faults.add(
            "A cluster needs either querycast.redshift-user or querycast.redshift-secret-arn.");
      }
      return new Redshift(
          cluster, workgroup, text("querycast.redshift-database", "dev"), user, secretArn);
    }
  }
}
