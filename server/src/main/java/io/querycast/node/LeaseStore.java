package io.querycast.node;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The leases of the inboxes in DynamoDB: which node holds which, and that it still lives. */
@Singleton
public class LeaseStore {
  private static final String PARTITION = "inbox";

  private final DynamoDbClient client;
  private final Settings settings;

  @Inject
  LeaseStore(DynamoDbClient client, Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * An inbox that has ever been taken.
   *
   * @param node who holds it; empty where nobody does
   * @param beat one more with each sign of life
   */
  public record Held(Lease lease, String node, long beat) {}

  /** All of them, read consistently. */
  public List<Held> all() {
    return client
        .queryPaginator(
            request ->
                request
                    .tableName(settings.table())
                    .consistentRead(true)
                    .keyConditionExpression("pk = :inbox")
                    .expressionAttributeValues(Map.of(":inbox", text(PARTITION))))
        .items()
        .stream()
        .map(LeaseStore::held)
        .toList();
  }

  /**
   * Takes an inbox.
   *
   * @param known as it was read; nothing where it was never taken
   * @return nothing where another node was quicker, or its holder still lives
   */
  public Optional<Lease> take(int inbox, Optional<Held> known, String node) {
    Lease lease = new Lease(inbox, known.map(held -> held.lease().epoch() + 1).orElse(1L));
    UpdateItemRequest.Builder request =
        update(inbox).updateExpression("SET node = :node, epoch = :epoch, beat = :one");
    if (known.isEmpty()) {
      request
          .conditionExpression("attribute_not_exists(pk)")
          .expressionAttributeValues(values(node, lease.epoch(), Map.of(":one", number(1))));
    } else {
      request
          .conditionExpression("epoch = :old AND beat = :beat")
          .expressionAttributeValues(
              values(
                  node,
                  lease.epoch(),
                  Map.of(
                      ":one", number(1),
                      ":old", number(known.get().lease().epoch()),
                      ":beat", number(known.get().beat()))));
    }
    return written(request) ? Optional.of(lease) : isMine(lease, node);
  }

  /**
   * Gives a sign of life.
   *
   * @return false where the inbox is another's by now
   */
  public boolean beat(Lease lease, String node) {
    return written(
        update(lease.inbox())
            .updateExpression("ADD beat :one")
            .conditionExpression("node = :node AND epoch = :epoch")
            .expressionAttributeValues(values(node, lease.epoch(), Map.of(":one", number(1)))));
  }

  /** Gives an inbox back, so that the next node need not wait until it counts as dead. */
  public void release(Lease lease, String node) {
    written(
        update(lease.inbox())
            .updateExpression("REMOVE node")
            .conditionExpression("node = :node AND epoch = :epoch")
            .expressionAttributeValues(values(node, lease.epoch(), Map.of())));
  }

  /** A write that was repeated because its answer was lost fails at its own first try. */
  private Optional<Lease> isMine(Lease lease, String node) {
    return all().stream()
        .filter(held -> held.lease().equals(lease) && held.node().equals(node))
        .map(Held::lease)
        .findFirst();
  }

  private boolean written(UpdateItemRequest.Builder request) {
    try {
      client.updateItem(request.build());
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private UpdateItemRequest.Builder update(int inbox) {
    return UpdateItemRequest.builder()
        .tableName(settings.table())
        .key(Map.of("pk", text(PARTITION), "sk", text("inbox#%03d".formatted(inbox))));
  }

  private static Held held(Map<String, AttributeValue> item) {
    int inbox = Integer.parseInt(item.get("sk").s().substring("inbox#".length()));
    return new Held(
        new Lease(inbox, Long.parseLong(item.get("epoch").n())),
        item.containsKey("node") ? item.get("node").s() : "",
        Long.parseLong(item.get("beat").n()));
  }

  private static Map<String, AttributeValue> values(
      String node, long epoch, Map<String, AttributeValue> others) {
    Map<String, AttributeValue> values = new HashMap<>(others);
    values.put(":node", text(node));
    values.put(":epoch", number(epoch));
    return values;
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }
}
