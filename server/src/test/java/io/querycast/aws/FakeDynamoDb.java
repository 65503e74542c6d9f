package io.querycast.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/** A table that items can be put into and read from by their keys. */
public final class FakeDynamoDb implements DynamoDbClient {
  private final Map<List<AttributeValue>, Map<String, AttributeValue>> items = new HashMap<>();

  /**
   * What happens before the next writes, in their order; a write that nothing is left for is made.
   */
  public final List<Runnable> beforeWrites = new ArrayList<>();

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    if (!beforeWrites.isEmpty()) {
      beforeWrites.remove(0).run();
    }
    List<AttributeValue> key = key(request.item());
    if ("attribute_not_exists(pk)".equals(request.conditionExpression())
        && items.containsKey(key)) {
      throw ConditionalCheckFailedException.builder().message("It is there.").build();
    }
    items.put(key, request.item());
    return PutItemResponse.builder().build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return GetItemResponse.builder().item(items.get(key(request.key()))).build();
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
