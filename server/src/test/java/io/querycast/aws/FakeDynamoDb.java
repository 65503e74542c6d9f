package io.querycast.aws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** A table that items can be put into and read from by their keys. */
public final class FakeDynamoDb implements DynamoDbClient {
  private final Map<List<AttributeValue>, Map<String, AttributeValue>> items = new HashMap<>();

  /**
   * What happens before the next writes, in their order; a write that nothing is left for is made.
   */
  public final List<Runnable> beforeWrites = new ArrayList<>();

  /** How many items were read by their keys. */
  public int reads;

  /** How many items were read by their parts of the index of due jobs. */
  public int dueRead;

  /** How many items were put. */
  public int puts;

  /** The index of due jobs can be asked, and the beginning of a partition's keys. */
  @Override
  public QueryResponse query(QueryRequest request) {
    if (request.expressionAttributeValues().containsKey(":prefix")) {
      return QueryResponse.builder().items(beginning(request.expressionAttributeValues())).build();
    }
    AttributeValue part = request.expressionAttributeValues().get(":shard");
    List<Map<String, AttributeValue>> all =
        items.values().stream()
            .filter(item -> part.equals(item.get("dueShard")))
            .sorted(Comparator.comparing(FakeDynamoDb::dueAt))
            .toList();
    int from =
        request.hasExclusiveStartKey()
            ? Integer.parseInt(request.exclusiveStartKey().get("at").n())
            : 0;
    int to = Math.min(all.size(), from + request.limit());
    dueRead += to - from;
    QueryResponse.Builder page = QueryResponse.builder().items(all.subList(from, to));
    return to == all.size()
        ? page.build()
        : page.lastEvaluatedKey(Map.of("at", Table.number(to))).build();
  }

  /** {@code attribute_not_exists(NAME)} or {@code NAME = :VALUE}. */
  private static boolean holds(
      String condition, Map<String, AttributeValue> item, Map<String, AttributeValue> values) {
    if (condition.startsWith("attribute_not_exists(")) {
      String name = condition.substring("attribute_not_exists(".length(), condition.length() - 1);
      return !item.containsKey(name);
    }
    String[] sides = condition.split(" = ", 2);
    return values.get(sides[1]).equals(item.get(sides[0]));
  }

  private List<Map<String, AttributeValue>> beginning(Map<String, AttributeValue> values) {
    return items.values().stream()
        .filter(item -> item.get("pk").equals(values.get(":pk")))
        .filter(item -> item.get("sk").s().startsWith(values.get(":prefix").s()))
        .sorted(Comparator.comparing(item -> item.get("sk").s()))
        .toList();
  }

  private static long dueAt(Map<String, AttributeValue> item) {
    return Long.parseLong(item.get("dueAt").n());
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    if (!beforeWrites.isEmpty()) {
      beforeWrites.remove(0).run();
    }
    List<AttributeValue> key = key(request.item());
    if (request.conditionExpression() != null
        && !Stream.of(request.conditionExpression().split(" AND "))
            .allMatch(
                part ->
                    holds(
                        part,
                        items.getOrDefault(key, Map.of()),
                        request.expressionAttributeValues()))) {
      throw ConditionalCheckFailedException.builder().message("It is not so.").build();
    }
    items.put(key, request.item());
    puts++;
    return PutItemResponse.builder().build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    reads++;
    return GetItemResponse.builder().item(items.get(key(request.key()))).build();
  }

  /** Changes nothing: what a test asks for is what the item was. */
  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return UpdateItemResponse.builder().attributes(items.get(key(request.key()))).build();
  }

  /** Deletes an item if it still is for the job of the condition. */
  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    List<AttributeValue> key = key(request.key());
    if (request.conditionExpression() == null) {
      items.remove(key);
      return DeleteItemResponse.builder().build();
    }
    if (items.get(key) != null
        && request.expressionAttributeValues().get(":job").equals(items.get(key).get("job"))) {
      items.remove(key);
      return DeleteItemResponse.builder().build();
    }
    throw ConditionalCheckFailedException.builder().message("It has changed.").build();
  }

  /** DynamoDB deletes an item whose time is over. */
  public void forget(String pk, String sk) {
    items.remove(key(Table.key(pk, sk)));
  }

  private static List<AttributeValue> key(Map<String, AttributeValue> item) {
    return List.of(item.get("pk"), item.get("sk"));
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
