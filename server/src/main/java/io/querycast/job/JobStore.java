package io.querycast.job;

import io.querycast.Health;
import io.querycast.HealthCheck;
import io.querycast.Settings;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * Jobs in DynamoDB. What is stored here is the truth about them.
 *
 * <p>A job lives in its user's partition, so that a user's list and snapshot are one consistent
 * read. Its owner and its statement never change. They live under the job's own id, where a
 * completion finds them.
 */
@Singleton
public class JobStore implements HealthCheck {
  /** One look at a part takes at most this many due jobs. */
  private static final int DUE_PAGE = 100;

  /**
   * One look at the queue takes at most this many jobs of each of its parts: about as many as
   * DynamoDB reads at once, and as four users may have waiting.
   */
  static final int QUEUE_PAGE = 5_000;

  /** How many owners are remembered, in less than 1 MB. */
  private static final int MOST_OWNERS = 2_000;

  private final Table table;
  private final JobItems items;

  /** The owners of the jobs that this node stored last. A job's owner never changes. */
  private final Map<String, String> owners =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
              return size() > MOST_OWNERS;
            }
          });

  private final int dueParts;

  @Inject
  JobStore(Table table, Settings settings) {
    this.table = table;
    this.items = new JobItems(settings);
    this.dueParts = settings.dueParts();
  }

  /** Ready if the table can be read. */
  @Override
  public Health health() {
    try {
      table.find(JobItems.byId("none"), JobItems.TEXT);
      return Health.up("jobs");
    } catch (SdkException e) {
      return Health.down(
          "jobs",
          "The table '%s' can't be read: check querycast.table and the server's role."
              .formatted(table.name()));
    }
  }

  /**
   * What is run for a job, as it was when the job was stored.
   *
   * @param values by parameter name
   */
  record Text(String sql, Map<String, String> values) {}

  /**
   * A job that waits for room in Redshift.
   *
   * @param countsFrom from when its waiting counts: see {@link ShortFirst}
   */
  record Waiting(String owner, String id, Instant countsFrom) {}

  /**
   * What came of storing a new job.
   *
   * @param isNew whether it has to be told and started; if not, somebody else has done that
   */
  record Created(Job job, Text text, boolean isNew) {}

  /**
   * Stores a new job, or finds the job that the same key made before.
   *
   * <p>These are three writes in an order in which each may be the last one of a node. A
   * transaction would cost twice as much. Whoever finds a job finds its text, and whoever finds a
   * key finds all that its job is made of, and stores the job if that was left undone.
   *
   * @param key the user's idempotency key; null for none
   */
  Created create(Job job, Text text, String key) {
    table.put(items.text(job, text));
    if (key == null) {
      return put(job, text);
    }
    return byKey(job, text, key);
  }

  private Created byKey(Job job, Text text, String key) {
    Item first = first(items.key(job, key));
    String id = first.text("job");
    if (id.equals(job.id())) {
      return put(job, text);
    }
    return find(job.owner(), id)
        .map(known -> new Created(known, null, false))
        .or(() -> textIfKept(id).map(its -> finish(first, its)))
        .orElseGet(
            () -> {
              // With a retention of less than a day, the key is there longer than its job.
              free(first);
              return byKey(job, text, key);
            });
  }

  /** Deletes a key whose job is forgotten, unless it has a newer one by now. */
  private void free(Item key) {
    Table.conditionally(
        () ->
            table
                .client()
                .deleteItem(
                    request ->
                        request
                            .tableName(table.name())
                            .key(Table.key(key.text("pk"), key.text("sk")))
                            .conditionExpression("job = :job")
                            .expressionAttributeValues(
                                Map.of(":job", Table.text(key.text("job"))))),
        Optional::empty);
  }

  private Created finish(Item key, Text text) {
    return put(JobItems.submitted(key, text), text);
  }

  /** Stores a key; if it is there already, returns it as it was stored first. */
  private Item first(Item key) {
    return Table.conditionally(
            () -> {
              table.putNew(key);
              return key;
            },
            () -> table.find(key.text("pk"), key.text("sk")))
        .orElseGet(() -> first(key));
  }

  private Created put(Job job, Text text) {
    Job stored =
        Table.conditionally(
                () -> {
                  table.putNew(items.job(job));
                  return job;
                },
                () -> find(job.owner(), job.id()))
            .orElseThrow(() -> new IllegalStateException("A job was gone as it was stored."));
    owners.put(job.id(), job.owner());
    return new Created(stored, text, stored.equals(job));
  }

  /** A user's own job; empty if it does not exist or belongs to another user. */
  Optional<Job> find(String owner, String id) {
    return table.find(Table.user(owner), JobItems.sortKey(id)).map(JobItems::toJob);
  }

  /** Any job, for news from Redshift; empty if it does not exist. */
  Optional<Job> find(String id) {
    return Optional.ofNullable(owners.get(id))
        .or(() -> table.find(JobItems.byId(id), JobItems.TEXT).map(row -> row.text("owner")))
        .flatMap(owner -> find(owner, id));
  }

  /** The text and the values that are run for a job. */
  Text text(String id) {
    return textIfKept(id)
        .orElseThrow(() -> new IllegalStateException("A job has no statement text."));
  }

  private Optional<Text> textIfKept(String id) {
    return table.find(JobItems.byId(id), JobItems.TEXT).map(JobItems::toText);
  }

  /**
   * Stores a job's next version.
   *
   * @return false if something else has changed the job meanwhile
   */
  boolean update(Job before, Job after) {
    return Table.conditionally(
            () -> {
              replace(before, after);
              return after;
            },
            () -> find(after.owner(), after.id()).filter(after::equals))
        .isPresent();
  }

  private void replace(Job before, Job after) {
    table.putIf(
        items.job(after), "version = :before", Map.of(":before", Table.number(before.version())));
  }

  /** The sweeper need not look at this job again. */
  void settle(Job job) {
    updateIfUnchanged(job, "REMOVE dueShard, dueAt", Map.of());
  }

  /** Puts off the sweeper's next look at a job, unless the job has changed. */
  void postpone(Job job, Instant until) {
    try {
      updateIfUnchanged(
          job, "SET dueAt = :until", Map.of(":until", Table.number(until.toEpochMilli())));
    } catch (ConditionalCheckFailedException e) {
      // The one that changed it has set when it is due.
    }
  }

  private void updateIfUnchanged(
      Job job, String expression, Map<String, AttributeValue> otherValues) {
    Map<String, AttributeValue> values = new HashMap<>(otherValues);
    values.put(":version", Table.number(job.version()));
    table
        .client()
        .updateItem(
            request ->
                request
                    .tableName(table.name())
                    .key(Table.key(Table.user(job.owner()), JobItems.sortKey(job.id())))
                    .updateExpression(expression)
                    .conditionExpression("version = :version")
                    .expressionAttributeValues(values));
  }

  /**
   * Some of a user's jobs.
   *
   * @param isAll whether the list ends here
   */
  record Listed(List<Job> jobs, boolean isAll) {}

  /**
   * A user's jobs, newest first. It returns as many as were asked for, or as many as DynamoDB reads
   * at once, which is 1 MB. So a user with 100 KB of SQL in each job does not get all of them in
   * one answer.
   *
   * @param before the list continues with the jobs before this id; null for the newest
   */
  Listed list(String owner, String before, int limit) {
    QueryRequest request =
        newestFirst(limit + 1)
            .keyConditionExpression("pk = :user AND sk BETWEEN :first AND :last")
            .expressionAttributeValues(
                Map.of(
                    ":user", Table.text(Table.user(owner)),
                    ":first", Table.text(JobItems.sortKey("0")),
                    ":last", Table.text(JobItems.lastBefore(before))))
            .build();
    QueryResponse page = table.client().query(request);
    List<Job> jobs =
        page.items().stream().limit(limit).map(Item::new).map(JobItems::toJob).toList();
    return new Listed(jobs, page.items().size() <= limit && !page.hasLastEvaluatedKey());
  }

  /**
   * A user's jobs that have not ended, then those that ended after a time, each newest first.
   *
   * @param limit the most jobs to return; half of them are kept for ended jobs, if there are so
   *     many
   */
  List<Job> recent(String owner, Instant endedAfter, int limit) {
    // Usually there are few, and one call reads both, because "ended#" sorts before "open#".
    List<Job> all = recent(owner, JobItems.ended(endedAfter), "open#~", limit);
    if (all.size() < limit) {
      return all;
    }
    List<Job> open = recent(owner, "open#", "open#~", limit);
    List<Job> ended = recent(owner, JobItems.ended(endedAfter), "ended#~", limit);
    int some = Math.min(ended.size(), Math.max(limit / 2, limit - open.size()));
    return Stream.concat(open.stream().limit(limit - some), ended.stream().limit(some)).toList();
  }

  private List<Job> recent(String owner, String first, String last, int limit) {
    QueryRequest request =
        newestFirst(limit)
            .indexName("recent")
            .keyConditionExpression("pk = :user AND recent BETWEEN :first AND :last")
            .expressionAttributeValues(
                Map.of(
                    ":user", Table.text(Table.user(owner)),
                    ":first", Table.text(first),
                    ":last", Table.text(last)))
            .build();
    return jobs(request, limit);
  }

  /** How many jobs of a user have not ended. */
  int open(String owner) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table.name())
            .indexName("recent")
            .select(Select.COUNT)
            .keyConditionExpression("pk = :user AND begins_with(recent, :open)")
            .expressionAttributeValues(
                Map.of(
                    ":user", Table.text(Table.user(owner)),
                    ":open", Table.text("open#")))
            .build();
    return table.client().queryPaginator(request).stream().mapToInt(QueryResponse::count).sum();
  }

  private QueryRequest.Builder newestFirst(int limit) {
    return QueryRequest.builder()
        .tableName(table.name())
        .consistentRead(true)
        .scanIndexForward(false)
        .limit(limit);
  }

  /** DynamoDB ends a page at 1 MB, even after few items; the paginator reads the next page. */
  private List<Job> jobs(QueryRequest request, int limit) {
    return table.client().queryPaginator(request).items().stream()
        .map(Item::new)
        .limit(limit)
        .map(JobItems::toJob)
        .toList();
  }

  /**
   * The ids of jobs that have had no news for too long; the longest wait comes first.
   *
   * @param shard a part of them, from 0 on
   */
  public List<String> due(int shard, Instant now) {
    QueryRequest request =
        due()
            .limit(DUE_PAGE)
            .keyConditionExpression("dueShard = :shard AND dueAt <= :now")
            .expressionAttributeValues(
                Map.of(
                    ":shard", Table.text(JobItems.dueShard(shard)),
                    ":now", Table.number(now.toEpochMilli())))
            .build();
    return table.client().query(request).items().stream().map(Item::new).map(this::dueJob).toList();
  }

  /** The index knows the owner too. The text that does may be forgotten after a long stop. */
  private String dueJob(Item key) {
    String id = JobItems.idOf(key.text("sk"));
    owners.put(id, Table.userOf(key.text("pk")));
    return id;
  }

  /**
   * The jobs that wait for room in Redshift: all, or if there are very many those whose waiting
   * counts for most. Otherwise each step of a job would cost more, the more others wait.
   */
  List<Waiting> waiting() {
    return IntStream.range(0, JobItems.QUEUE_SHARDS)
        .mapToObj(JobItems::queueShard)
        .flatMap(shard -> keys(shard).limit(QUEUE_PAGE))
        .map(
            row ->
                new Waiting(
                    Table.userOf(row.text("pk")),
                    JobItems.idOf(row.text("sk")),
                    row.millis("dueAt")))
        .toList();
  }

  /** How many jobs of each user are in Redshift, or are about to be. */
  Map<String, Integer> running() {
    return IntStream.range(0, dueParts)
        .mapToObj(JobItems::dueShard)
        .flatMap(this::keys)
        .collect(
            Collectors.groupingBy(
                row -> Table.userOf(row.text("pk")), Collectors.summingInt(row -> 1)));
  }

  private Stream<Item> keys(String shard) {
    QueryRequest request =
        due()
            .limit(QUEUE_PAGE)
            .keyConditionExpression("dueShard = :shard")
            .expressionAttributeValues(Map.of(":shard", Table.text(shard)))
            .build();
    return table.client().queryPaginator(request).items().stream().map(Item::new);
  }

  private QueryRequest.Builder due() {
    return QueryRequest.builder().tableName(table.name()).indexName("due");
  }

  /** The job that a user's idempotency key made; empty if the key is new. */
  Optional<Job> byKey(String owner, String key) {
    return table
        .find(Table.user(owner), JobItems.keySortKey(key))
        .flatMap(row -> find(owner, row.text("job")));
  }
}
