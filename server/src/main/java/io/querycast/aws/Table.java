package io.querycast.aws;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The one DynamoDB table: the operations that all stores share. docs/architecture.md lists the
 * items and their keys.
 */
@Singleton
public class Table {
  private final DynamoDbClient client;
  private final String name;

  @Inject
  Table(DynamoDbClient client, Settings settings) {
    this.client = client;
    this.name = settings.table();
  }

  /** The name, from the setting {@code querycast.table}. */
  public String name() {
    return name;
  }

  /** The client, for calls that only one store makes. */
  public DynamoDbClient client() {
    return client;
  }

  /** The partition that holds all items of a user. */
  public static String user(String id) {
    return "user#" + id;
  }

  /** The user whose partition it is. */
  public static String userOf(String partition) {
    return partition.substring("user#".length());
  }

  /** An item's key. */
  public static Map<String, AttributeValue> key(String pk, String sk) {
    return Map.of("pk", text(pk), "sk", text(sk));
  }

  /** A value of an attribute. */
  public static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  /** A value of an attribute. */
  public static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  /** An item as it is now, read consistently; empty if there is none. */
  public Optional<Item> find(String pk, String sk) {
    return Optional.of(
            client.getItem(
                request -> request.tableName(name).key(key(pk, sk)).consistentRead(true)))
        .filter(response -> response.hasItem())
        .map(response -> new Item(response.item()));
  }

  /** Writes an item, in place of any item with the same key. */
  public void put(Item item) {
    client.putItem(request -> request.tableName(name).item(item.attributes()));
  }

  /**
   * Writes an item, unless there is one with the same key.
   *
   * @throws ConditionalCheckFailedException if there is one; perhaps the SDK's own first try
   */
  public void putNew(Item item) {
    putIf(item, "attribute_not_exists(pk)", Map.of());
  }

  /**
   * Writes an item in place of the one with the same key, if that meets a condition.
   *
   * @param values of the condition, by their names with a colon
   * @throws ConditionalCheckFailedException if it does not; perhaps because of the SDK's own first
   *     try
   */
  public void putIf(Item item, String condition, Map<String, AttributeValue> values) {
    client.putItem(
        request ->
            request
                .tableName(name)
                .item(item.attributes())
                .conditionExpression(condition)
                .expressionAttributeValues(values.isEmpty() ? null : values));
  }

  /** All items of a partition whose sort keys begin so, read consistently. */
  public Stream<Item> beginning(String pk, String prefix) {
    return query(
        query ->
            query
                .consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                .expressionAttributeValues(Map.of(":pk", text(pk), ":prefix", text(prefix))));
  }

  /** All items that a query finds, page after page. */
  public Stream<Item> query(Consumer<QueryRequest.Builder> query) {
    return client.queryPaginator(request -> query.accept(request.tableName(name))).items().stream()
        .map(Item::new);
  }

  /**
   * Makes a write that has a condition. If the answer is lost, the SDK repeats the write, and then
   * the condition fails because of the first try. So after a failure, {@code own} looks whether the
   * stored item is the caller's own.
   *
   * @param write throws {@link ConditionalCheckFailedException} if the condition does not hold
   * @param own what the write would have answered, if it was made before
   * @return empty if somebody else was quicker
   */
  public static <T> Optional<T> conditionally(Supplier<T> write, Supplier<Optional<T>> own) {
    try {
      return Optional.of(write.get());
    } catch (ConditionalCheckFailedException e) {
      return own.get();
    }
  }
}
