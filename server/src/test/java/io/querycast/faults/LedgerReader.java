package io.querycast.faults;

import io.querycast.faults.Door.Caller;
import io.querycast.faults.Ledger.Executed;
import io.querycast.faults.Ledger.StoredJob;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.redshiftdata.model.GetStatementResultResponse;
import software.amazon.awssdk.services.redshiftdata.model.StatementData;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;

/** Reads the ledger through the AWS SDK, by none of the classes that are tried here. */
final class LedgerReader {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Parts of the index of due jobs. */
  private static final int SHARDS = 8;

  private final Cloud cloud;
  private final String table;
  private final List<Caller> callers;
  private final History history;

  LedgerReader(World world, Plan plan, History history) {
    this.cloud = world.cloud();
    this.table = world.table();
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
    return new Ledger(jobs, statements, rows, due(jobs));
  }

  /** The same without rows and leftovers, to see whether anything changed. */
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
    return new StoredJob(
        item.get("sk").s().substring("job#".length()),
        caller.name(),
        Cloud.json(item.get("arguments").s()).getString("mark", ""),
        state,
        Long.parseLong(item.get("version").n()),
        JobSeen.isEnded(state)
            ? JobSeen.ending(
                state,
                item.containsKey("rowCount") ? item.get("rowCount").n() : "null",
                text(item, "errorCode", "null"),
                MILLIS.format(Instant.parse(item.get("endedAt").s())))
            : "",
        text(item, "statementId", null),
        item.get("cancelRequested").bool(),
        text(item, "errorMessage", null),
        text(item, "learnedFrom", "").toLowerCase(java.util.Locale.ROOT));
  }

  private static String text(Map<String, AttributeValue> item, String name, String otherwise) {
    return item.containsKey(name) ? item.get(name).s() : otherwise;
  }

  /** Those that were made since the seed began, newest first. */
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

  /** What the sweeper would still look at, though every job has ended. */
  private List<String> due(List<StoredJob> jobs) {
    if (!jobs.stream().allMatch(StoredJob::isEnded)) {
      return List.of();
    }
    List<String> left = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      AttributeValue name = AttributeValue.fromS("due#" + shard);
      cloud
          .dynamoDb()
          .query(
              request ->
                  request
                      .tableName(table)
                      .indexName("due")
                      .keyConditionExpression("dueShard = :shard")
                      .expressionAttributeValues(Map.of(":shard", name)))
          .items()
          .forEach(item -> left.add("The sweeper still looks for " + item.get("sk").s()));
    }
    return left;
  }
}
