package io.querycast.faults;

import io.querycast.faults.Ledger.Executed;
import io.querycast.faults.Ledger.StoredJob;
import io.querycast.faults.NodeAccess.Caller;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.redshiftdata.model.GetStatementResultResponse;
import software.amazon.awssdk.services.redshiftdata.model.StatementData;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;

/** Reads the ledger through the AWS SDK, with none of the classes under test. */
final class LedgerReader {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The number of parts of the index of due jobs, and of the jobs that wait for room. */
  private static final List<String> SHARDS =
      Stream.concat(
              IntStream.range(0, 8).mapToObj("due#%d"::formatted),
              IntStream.range(0, 2).mapToObj("queue#%d"::formatted))
          .toList();

  /** The number of parts of the index in which a gateway's connections are. */
  private static final int CONNECTION_SHARDS = 16;

  private final World world;
  private final CloudAccess cloud;
  private final String table;
  private final Duration lease;
  private final List<Caller> callers;
  private final History history;

  LedgerReader(World world, Plan plan, History history) {
    this.world = world;
    this.cloud = world.cloud();
    this.table = world.table();
    this.lease = world.pace().lease();
    this.callers =
        IntStream.range(0, plan.users()).mapToObj(user -> world.caller(user, 0)).toList();
    this.history = history;
  }

  Ledger read() {
    List<StoredJob> jobs = callers.stream().flatMap(caller -> jobs(caller).stream()).toList();
    List<Executed> statements = statements();
    Map<String, List<String>> rows = new HashMap<>();
    statements.stream()
        .filter(statement -> statement.status().equals("FINISHED"))
        .forEach(statement -> rows.put(statement.id(), rows(statement.id())));
    return new Ledger(jobs, statements, rows, runs(statements, jobs), leftovers(jobs));
  }

  /** The jobs alone, to see whether anything changed. */
  List<StoredJob> jobs() {
    return callers.stream().flatMap(caller -> jobs(caller).stream()).toList();
  }

  private List<StoredJob> jobs(Caller caller) {
    return cloud
        .dynamoDb()
        .queryPaginator(
            request ->
                request
                    .tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("pk = :user AND begins_with(sk, :job)")
                    .expressionAttributeValues(
                        Map.of(
                            ":user", AttributeValue.fromS("user#" + caller.subject()),
                            ":job", AttributeValue.fromS("job#"))))
        .items()
        .stream()
        .map(item -> job(caller, item))
        .toList();
  }

  private static StoredJob job(Caller caller, Map<String, AttributeValue> item) {
    String state = item.get("state").s();
    String id = item.get("sk").s().substring("job#".length());
    return new StoredJob(
        id,
        caller.name(),
        Ask.markOf(
            caller.name(), CloudAccess.json(item.get("arguments").s()).getString("mark", "")),
        state,
        Long.parseLong(item.get("version").n()),
        JobSeen.isEnded(state)
            ? JobSeen.ending(
                state,
                item.containsKey("rowCount") ? item.get("rowCount").n() : "null",
                text(item, "errorCode", "null"),
                millis(item.get("endedAt")),
                item.containsKey("learnedAt") ? millis(item.get("learnedAt")) : "never")
            : "",
        text(item, "statementId", null),
        item.get("cancelRequested").bool(),
        text(item, "errorMessage", null),
        text(item, "learnedFrom", "").toLowerCase(Locale.ROOT),
        text(item, "sharedStatement", id),
        item.containsKey("answerAsOf"));
  }

  private static String millis(AttributeValue time) {
    return MILLIS.format(Instant.parse(time.s()));
  }

  private static String text(Map<String, AttributeValue> item, String name, String otherwise) {
    return item.containsKey(name) ? item.get(name).s() : otherwise;
  }

  /** The statements since the seed began, newest first. */
  /** The names of the statements that watched questions have had so far. */
  Set<String> runs() {
    return runs(statements(), jobs());
  }

  private Set<String> runs(List<Executed> statements, List<StoredJob> jobs) {
    Set<String> names = statements.stream().map(Executed::name).collect(Collectors.toSet());
    names.removeAll(jobs.stream().map(StoredJob::id).toList());
    return names.stream().filter(this::isRun).collect(Collectors.toSet());
  }

  private boolean isRun(String name) {
    return cloud
        .dynamoDb()
        .getItem(
            request ->
                request
                    .tableName(table)
                    .key(
                        Map.of(
                            "pk", AttributeValue.fromS("job#" + name),
                            "sk", AttributeValue.fromS("text")))
                    .consistentRead(true))
        .item()
        .getOrDefault("owner", AttributeValue.fromS(""))
        .s()
        .startsWith("watched#");
  }

  private List<Executed> statements() {
    List<Executed> found = new ArrayList<>();
    for (StatementData each :
        cloud
            .redshift()
            .listStatementsPaginator(all -> all.status(StatusString.ALL))
            .statements()) {
      long created = history.at(each.createdAt());
      if (created < 0) {
        break;
      }
      found.add(
          new Executed(
              each.id(),
              each.statementName(),
              each.statusAsString(),
              created,
              history.at(each.updatedAt())));
    }
    return found;
  }

  private List<String> rows(String statement) {
    List<String> rows = new ArrayList<>();
    String next = null;
    do {
      String token = next;
      GetStatementResultResponse page =
          cloud.redshift().getStatementResult(ask -> ask.id(statement).nextToken(token));
      page.records().forEach(record -> rows.add(row(record)));
      next = page.nextToken();
    } while (next != null);
    return rows;
  }

  private static String row(List<Field> fields) {
    JsonArrayBuilder row = Json.createArrayBuilder();
    for (Field field : fields) {
      switch (field.type()) {
        case LONG_VALUE -> row.add(field.longValue());
        case STRING_VALUE -> row.add(field.stringValue());
        default -> row.add("an unexpected " + field.type());
      }
    }
    return row.build().toString();
  }

  /** What should be gone when every job has ended and every tab is closed. */
  List<String> leftovers(List<StoredJob> jobs) {
    List<String> left = new ArrayList<>();
    if (jobs.stream().allMatch(StoredJob::isEnded)) {
      for (String shard : SHARDS) {
        items("due", "dueShard = :key", shard)
            .forEach(item -> left.add("the sweeper still looks for " + item.get("sk").s()));
      }
    }
    if (!Checker.outages(history).isEmpty()) {
      // In an outage a record may stay until its node's lease or its session ends.
      return left;
    }
    connections().map(this::stillThere).flatMap(Optional::stream).forEach(left::add);
    List<Map<String, AttributeValue>> sessions =
        sessions()
            // A session without an inbox has had no socket yet.
            .filter(item -> item.containsKey("inbox"))
            .toList();
    if (!sessions.isEmpty()) {
      Set<String> living = living();
      sessions.forEach(session -> stillThere(session, living).ifPresent(left::add));
    }
    return left;
  }

  /** The sockets that are open at the gateway, but not on record, in words. */
  List<String> unrecorded() {
    Set<String> open = new HashSet<>(world.openSockets());
    sessions()
        .filter(item -> item.containsKey("connectionId"))
        .forEach(item -> open.remove(item.get("connectionId").s()));
    open.retainAll(world.openSockets());
    return open.stream().map("the socket %s is open"::formatted).toList();
  }

  /**
   * Whether a session of a user is on record. That of a killed node may stand until it ends, and
   * one without a socket as long as its ticket.
   */
  boolean hasSession(int user) {
    return items(null, "pk = :key", "user#" + callers.get(user).subject()).stream()
        .anyMatch(item -> item.get("sk").s().startsWith("session#"));
  }

  private Stream<Map<String, AttributeValue>> sessions() {
    return callers.stream()
        .flatMap(caller -> items(null, "pk = :key", "user#" + caller.subject()).stream())
        .filter(item -> item.get("sk").s().startsWith("session#"));
  }

  /** The records of the gateway's sockets: their own, and those of their sessions. */
  private Stream<Left> connections() {
    return Stream.concat(
        sessions()
            .filter(item -> item.containsKey("connectionId"))
            .map(item -> new Left(item.get("connectionId").s(), millis(item, "endsAt"))),
        IntStream.range(0, CONNECTION_SHARDS)
            .mapToObj("session#%d"::formatted)
            .flatMap(shard -> items("due", "dueShard = :key", shard).stream())
            .map(
                item ->
                    new Left(
                        item.get("pk").s().substring("connection#".length()),
                        millis(item, "dueAt"))));
  }

  private static Instant millis(Map<String, AttributeValue> item, String name) {
    return Instant.ofEpochMilli(Long.parseLong(item.get(name).n()));
  }

  /**
   * A record of a gateway's socket.
   *
   * @param until the end of its session
   */
  private record Left(String connection, Instant until) {}

  /** What is wrong with a record of a socket that is gone. It may stay if nobody was told. */
  private Optional<String> stillThere(Left left) {
    if (!world.mayRemain(left.connection())) {
      return Optional.of("a node knew of the end, but a record is left: " + left);
    }
    return left.until().plus(lease.multipliedBy(2)).isBefore(Instant.now())
        ? Optional.of("a record is left of a session that is over: " + left)
        : Optional.empty();
  }

  /** What is wrong with the record of a socket that is gone; nothing if it goes with its node. */
  private static Optional<String> stillThere(
      Map<String, AttributeValue> session, Set<String> living) {
    String lease =
        "%03d %s".formatted(Integer.parseInt(session.get("inbox").n()), session.get("epoch").n());
    return living.contains(lease) || !session.containsKey("expiresAt")
        ? Optional.of("a record is left of a socket that is gone: " + session)
        : Optional.empty();
  }

  /** The leases of nodes that renew them: a second look shows another value. */
  private Set<String> living() {
    Set<Map<String, AttributeValue>> before = Set.copyOf(items(null, "pk = :key", "inbox"));
    try {
      TimeUnit.MILLISECONDS.sleep(lease.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return items(null, "pk = :key", "inbox").stream()
        .filter(inbox -> !before.contains(inbox))
        .map(
            inbox ->
                inbox.get("sk").s().substring("inbox#".length()) + " " + inbox.get("epoch").n())
        .collect(Collectors.toSet());
  }

  /**
   * @param index null for the table itself
   * @param condition on {@code :key}
   */
  private List<Map<String, AttributeValue>> items(String index, String condition, String key) {
    return cloud
        .dynamoDb()
        .queryPaginator(
            request ->
                request
                    .tableName(table)
                    .indexName(index)
                    .consistentRead(index == null)
                    .keyConditionExpression(condition)
                    .expressionAttributeValues(Map.of(":key", AttributeValue.fromS(key))))
        .items()
        .stream()
        .toList();
  }
}
