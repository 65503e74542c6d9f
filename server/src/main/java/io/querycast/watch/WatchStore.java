package io.querycast.watch;

import static io.querycast.rest.Json.JSON;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Watches in DynamoDB: each in its user's partition, and all watchers of a question in the
 * question's own, beside the round of its runs. docs/adr/0060-watching.md names each write, and
 * what happens if it is a node's last one.
 */
@Singleton
class WatchStore {
  /** A watch that nobody puts again is forgotten after this time. */
  static final Duration LIFE = Duration.ofDays(90);

  private static final String WATCH = "watch#";
  private static final String QUESTION = "watched#";
  private static final String WATCHER = "watcher#";
  private static final String ROUND = "round";

  /** One part of the index of due jobs is theirs: few questions are watched, by however many. */
  private static final String DUE = "watched";

  /** One look takes at most this many due questions. */
  private static final int DUE_PAGE = 100;

  private final Table table;
  private final InstantSource clock;

  @Inject
  WatchStore(Table table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Who watches a question. */
  record Watcher(String user, String watch, Duration refresh) {}

  Optional<Watch> find(String user, String id) {
    return table.find(Table.user(user), WATCH + id).map(item -> watch(user, item));
  }

  List<Watch> list(String user) {
    return table.beginning(Table.user(user), WATCH).map(item -> watch(user, item)).toList();
  }

  /**
   * Stores a watch in place of its version before.
   *
   * @return false if somebody else has changed it meanwhile
   */
  boolean put(Watch watch) {
    return put(watch, watch.version() - 1);
  }

  /** Keeps a watch for another {@link #LIFE}, unless it was changed or deleted meanwhile. */
  void renew(Watch watch) {
    if (put(watch, watch.version())) {
      watch(watch);
    }
  }

  /**
   * @param before the version that it must have; 0 for none
   */
  private boolean put(Watch watch, long before) {
    Item item =
        new Item(Table.user(watch.user()), WATCH + watch.id())
            .number("version", watch.version())
            .number("refreshMillis", watch.refresh().toMillis())
            .expiresAt(clock.instant().plus(LIFE));
    question(item, watch.question());
    return Table.conditionally(
            () -> {
              if (before == 0) {
                table.putNew(item);
              } else {
                table.putIf(item, "version = :before", Map.of(":before", Table.number(before)));
              }
              return watch;
            },
            () -> find(watch.user(), watch.id()).filter(watch::equals))
        .isPresent();
  }

  /** Forgets a watch. */
  void delete(Watch watch) {
    delete(Table.user(watch.user()), WATCH + watch.id());
  }

  /** A watch counts from now on. */
  void watch(Watch watch) {
    String key = watch.question().key();
    table.put(
        new Item(QUESTION + key, watcher(watch.user(), watch.id()))
            .text("user", watch.user())
            .text("watch", watch.id())
            .number("refreshMillis", watch.refresh().toMillis())
            .expiresAt(clock.instant().plus(LIFE)));
  }

  /** A watch counts no longer for a question. */
  void unwatch(String key, String user, String id) {
    delete(QUESTION + key, watcher(user, id));
  }

  private void delete(String pk, String sk) {
    table.client().deleteItem(request -> request.tableName(table.name()).key(Table.key(pk, sk)));
  }

  private static String watcher(String user, String id) {
    return WATCHER + user + "#" + id;
  }

  /** Who watches a question, connected or not. */
  Stream<Watcher> watchers(String key) {
    return table
        .beginning(QUESTION + key, WATCHER)
        .map(
            item ->
                new Watcher(
                    item.text("user"),
                    item.text("watch"),
                    Duration.ofMillis(item.number("refreshMillis"))));
  }

  Optional<Round> round(String key) {
    return table.find(QUESTION + key, ROUND).map(item -> round(key, item));
  }

  /**
   * Stores the first round of a question.
   *
   * @return false if it has one
   */
  boolean begin(Round first) {
    return Table.conditionally(
            () -> {
              table.putNew(item(first));
              return first;
            },
            () -> round(first.key()).filter(first::equals))
        .isPresent();
  }

  /**
   * Stores the next state of a round.
   *
   * @return false if another node has changed it meanwhile
   */
  boolean change(Round before, Round after) {
    Map<String, AttributeValue> values = new HashMap<>();
    String condition =
        is("run", before.run() == null ? null : Table.text(before.run()), values)
            + " AND "
            + is("dueAt", before.dueAt() == null ? null : millis(before.dueAt()), values);
    return Table.conditionally(
            () -> {
              table.putIf(item(after), condition, values);
              return after;
            },
            () -> round(after.key()).filter(after::equals))
        .isPresent();
  }

  private static String is(String name, AttributeValue value, Map<String, AttributeValue> values) {
    if (value == null) {
      return "attribute_not_exists(%s)".formatted(name);
    }
    values.put(":" + name, value);
    return "%1$s = :%1$s".formatted(name);
  }

  /** The keys of questions that are due; the longest wait comes first. */
  List<String> due(Instant now) {
    return table
        .client()
        .query(
            request ->
                request
                    .tableName(table.name())
                    .indexName("due")
                    .limit(DUE_PAGE)
                    .keyConditionExpression("dueShard = :shard AND dueAt <= :now")
                    .expressionAttributeValues(
                        Map.of(":shard", Table.text(DUE), ":now", millis(now))))
        .items()
        .stream()
        .map(item -> new Item(item).text("pk").substring(QUESTION.length()))
        .toList();
  }

  private Item item(Round round) {
    Item item =
        new Item(QUESTION + round.key(), ROUND)
            .text("run", round.run())
            .text("before", round.before())
            .text("fault", round.fault())
            .bool("isStarting", round.isStarting())
            .number("pauseMillis", round.pause().toMillis())
            .expiresAt(clock.instant().plus(LIFE));
    question(item, round.question());
    if (round.begunAt() != null) {
      item.millis("begunAt", round.begunAt());
    }
    if (round.dueAt() != null) {
      item.text("dueShard", DUE).millis("dueAt", round.dueAt());
    }
    return item;
  }

  private static Round round(String key, Item item) {
    return new Round(
        key,
        question(item),
        item.text("run"),
        item.text("before"),
        item.millis("begunAt"),
        item.bool("isStarting"),
        Duration.ofMillis(item.number("pauseMillis")),
        item.millis("dueAt"),
        item.text("fault"));
  }

  private static void question(Item item, Question question) {
    item.text("query", question.query()).text("arguments", question.arguments().toString());
  }

  private static Question question(Item item) {
    return new Question(item.text("query"), object(item.text("arguments")));
  }

  private static Watch watch(String user, Item item) {
    return new Watch(
        item.text("sk").substring(WATCH.length()),
        user,
        question(item),
        Duration.ofMillis(item.number("refreshMillis")),
        item.number("version"));
  }

  private static AttributeValue millis(Instant time) {
    return Table.number(time.toEpochMilli());
  }

  private static JsonObject object(String json) {
    try (JsonReader reader = JSON.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
