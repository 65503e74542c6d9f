package io.querycast.job;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Which statements may be joined, and where their jobs are, in DynamoDB. The jobs are the truth.
 */
@Singleton
class SharedStatementStore {
  /** Longer than a job may wait and run: a day each, at most. */
  private static final Duration LIFE = Duration.ofDays(3);

  private static final String OPEN = "statement";
  private static final String UNCHANGED = "statement = :statement AND joins = :joins";

  private final Table table;

  @Inject
  SharedStatementStore(Table table) {
    this.table = table;
  }

  /**
   * A statement that may be joined.
   *
   * @param joins how often it was joined so far
   */
  record Open(String statement, long joins) {}

  /** The statement that is open for what is asked; empty if there is none. */
  Optional<Open> open(String asked) {
    return table
        .find(asked(asked), OPEN)
        .map(item -> new Open(item.text("statement"), item.number("joins")));
  }

  /**
   * From now on a job's statement is the open one.
   *
   * @param before what was read; it must still be so
   * @return false if somebody else was quicker
   */
  boolean open(String asked, String statement, Optional<Open> before, Instant now) {
    Item item = new Item(asked(asked), OPEN);
    item.text("statement", statement).number("joins", 0L).expiresAt(now.plus(LIFE));
    PutItemRequest.Builder write =
        PutItemRequest.builder().tableName(table.name()).item(item.attributes());
    if (before.isPresent()) {
      write.conditionExpression(UNCHANGED).expressionAttributeValues(values(before.get()));
    } else {
      write.conditionExpression("attribute_not_exists(pk)");
    }
    return holds(() -> table.client().putItem(write.build()));
  }

  /** Counts that a job joins; false if the statement is not open any more. */
  boolean join(String asked, String statement) {
    return holds(
        () ->
            table
                .client()
                .updateItem(
                    request ->
                        request
                            .tableName(table.name())
                            .key(Table.key(asked(asked), OPEN))
                            .updateExpression("ADD joins :one")
                            .conditionExpression("statement = :statement")
                            .expressionAttributeValues(
                                Map.of(
                                    ":one", Table.number(1),
                                    ":statement", Table.text(statement)))));
  }

  /** What is known of a statement when nobody can join it any more. */
  enum Closing {
    /** Nobody has joined it. */
    ALONE,
    /** Somebody has joined it, or may have. */
    SHARED,
    /** It was closed before. */
    BEFORE;

    static Closing of(long joins) {
      return joins == 0 ? ALONE : SHARED;
    }
  }

  /** Nobody can join the statement any more. */
  Closing close(String asked, String statement) {
    try {
      Map<String, AttributeValue> old =
          table
              .client()
              .deleteItem(
                  delete(asked)
                      .conditionExpression("statement = :statement")
                      .expressionAttributeValues(Map.of(":statement", Table.text(statement)))
                      .returnValues(ReturnValue.ALL_OLD)
                      .build())
              .attributes();
      return Closing.of(new Item(old).number("joins"));
    } catch (ConditionalCheckFailedException e) {
      // If the answer to the first try was lost, that try may have closed it.
      return e.numAttempts() > 1 ? Closing.SHARED : Closing.BEFORE;
    }
  }

  /** The same, if nobody has joined since it was read; false if somebody has. */
  boolean closeUnchanged(String asked, Open before) {
    return holds(
        () ->
            table
                .client()
                .deleteItem(
                    delete(asked)
                        .conditionExpression(UNCHANGED)
                        .expressionAttributeValues(values(before))
                        .build()));
  }

  /** A job that uses a statement, or was about to. */
  record User(String owner, String job) {}

  /** Lists a job as a user of a statement. */
  void add(String statement, User user, Instant now) {
    Item item = new Item(statement(statement), JobItems.sortKey(user.job()));
    table.put(item.text("owner", user.owner()).expiresAt(now.plus(LIFE)));
  }

  /** Takes a job off the list. */
  void remove(String statement, String job) {
    table
        .client()
        .deleteItem(
            request ->
                request
                    .tableName(table.name())
                    .key(Table.key(statement(statement), JobItems.sortKey(job))));
  }

  /** The jobs that were listed; the first job is not among them. */
  Stream<User> users(String statement) {
    return table
        .query(
            request ->
                request
                    .consistentRead(true)
                    .keyConditionExpression("pk = :statement")
                    .expressionAttributeValues(
                        Map.of(":statement", Table.text(statement(statement)))))
        .map(item -> new User(item.text("owner"), JobItems.idOf(item.text("sk"))));
  }

  private DeleteItemRequest.Builder delete(String asked) {
    return DeleteItemRequest.builder().tableName(table.name()).key(Table.key(asked(asked), OPEN));
  }

  private static boolean holds(Supplier<?> write) {
    return Table.conditionally(write::get, Optional::empty).isPresent();
  }

  private static Map<String, AttributeValue> values(Open before) {
    return Map.of(
        ":statement", Table.text(before.statement()), ":joins", Table.number(before.joins()));
  }

  private static String asked(String hash) {
    return "asked#" + hash;
  }

  private static String statement(String id) {
    return "statement#" + id;
  }
}
