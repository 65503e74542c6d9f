package io.querycast.job;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.query.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers, and until when they are forgotten, in DynamoDB. */
@Singleton
class AnswerStore {
  /** As long as any answer may serve, and some time for clocks that differ. */
  private static final Duration LIFE = Query.LONGEST_FRESH.plusHours(1);

  private static final String FORGOTTEN = "forgotten";
  private static final String ALL = "all";

  private final Table table;

  @Inject
  AnswerStore(Table table) {
    this.table = table;
  }

  /**
   * The answer to what is asked; empty if there is none.
   *
   * @param query the query's name; null for own SQL, which takes no query's answer
   */
  Optional<Answer> find(String asked, String query) {
    return table
        .find(asked(asked), answer(query))
        .map(
            item ->
                new Answer(
                    item.text("statement"),
                    item.text("statementId"),
                    item.millis("asOf"),
                    item.has("tookNanos") ? Duration.ofNanos(item.number("tookNanos")) : null,
                    new JobResult(
                        item.bool("hasRows"),
                        item.number("rowCount"),
                        item.number("resultBytes"),
                        item.time("resultExpiresAt"),
                        null)));
  }

  /** Keeps an answer, unless a newer one is there. */
  void keep(String asked, String query, Answer answer) {
    Item item = new Item(asked(asked), answer(query));
    item.text("statement", answer.statement()).text("statementId", answer.statementId());
    item.millis("asOf", answer.asOf());
    item.number("tookNanos", answer.took() == null ? null : answer.took().toNanos());
    item.bool("hasRows", answer.result().hasRows());
    item.number("rowCount", answer.result().rowCount());
    item.number("resultBytes", answer.result().bytes());
    item.time("resultExpiresAt", answer.result().expiresAt());
    putNewer(item.expiresAt(answer.asOf().plus(LIFE)), "asOf", answer.asOf());
  }

  /** Removes the answer of a statement, unless a newer one is there. */
  void drop(String asked, String query, String statement) {
    Table.conditionally(
        () ->
            table
                .client()
                .deleteItem(
                    request ->
                        request
                            .tableName(table.name())
                            .key(Table.key(asked(asked), answer(query)))
                            .conditionExpression("statement = :statement")
                            .expressionAttributeValues(
                                Map.of(":statement", Table.text(statement)))),
        Optional::empty);
  }

  /**
   * No answer of a statement serves that was begun at this time or before.
   *
   * @param query the query's name; null for all answers
   */
  void forget(String query, Instant until) {
    Item item = new Item(FORGOTTEN, query == null ? ALL : ofQuery(query));
    putNewer(item.millis("until", until).expiresAt(until.plus(LIFE)), "until", until);
  }

  /**
   * Until when the answers to a query are forgotten; empty if they are not.
   *
   * @param query the query's name; null for own SQL
   */
  Optional<Instant> forgotten(String query) {
    return Stream.concat(Stream.of(ALL), Stream.ofNullable(query).map(AnswerStore::ofQuery))
        .flatMap(key -> table.find(FORGOTTEN, key).stream())
        .map(item -> item.millis("until"))
        .max(Instant::compareTo);
  }

  /** Writes an item, unless a newer one is there. */
  private void putNewer(Item item, String attribute, Instant time) {
    Table.conditionally(
        () ->
            table
                .client()
                .putItem(
                    request ->
                        request
                            .tableName(table.name())
                            .item(item.attributes())
                            .conditionExpression("attribute_not_exists(pk) OR #time < :time")
                            .expressionAttributeNames(Map.of("#time", attribute))
                            .expressionAttributeValues(
                                Map.of(":time", Table.number(time.toEpochMilli())))),
        Optional::empty);
  }

  private static String asked(String hash) {
    return "asked#" + hash;
  }

  private static String answer(String query) {
    return query == null ? "answer" : "answer#" + query;
  }

  private static String ofQuery(String query) {
    return "query#" + query;
  }
}
