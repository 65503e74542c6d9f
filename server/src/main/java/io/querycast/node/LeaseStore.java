package io.querycast.node;

import static io.querycast.aws.Table.number;
import static io.querycast.aws.Table.text;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The leases of the inboxes in DynamoDB: which node holds which inbox, and that the node still
 * lives.
 */
@Singleton
public class LeaseStore {
  private static final String PARTITION = "inbox";
  private static final String SORT_KEY = "inbox#";

  /** The epoch of a holder at the gateway: what an earlier holder wrote says nothing. */
  private static final String AT_GATEWAY = "gatewayEpoch";

  private final Table table;

  @Inject
  LeaseStore(Table table) {
    this.table = table;
  }

  /**
   * An inbox that was taken at least once.
   *
   * @param node the node that holds it; empty if no node does
   * @param beat each sign of life adds one
   * @param isAtGateway whether API Gateway holds that node's new sockets; false if the node is of a
   *     version that does not say so, and then it holds its own
   */
  public record Held(Lease lease, String node, long beat, boolean isAtGateway) {}

  /** All inboxes, read consistently. */
  public List<Held> all() {
    return table
        .query(
            query ->
                query
                    .consistentRead(true)
                    .keyConditionExpression("pk = :inbox")
                    .expressionAttributeValues(Map.of(":inbox", text(PARTITION))))
        .map(LeaseStore::held)
        .toList();
  }

  /**
   * Takes an inbox.
   *
   * @param known the inbox as it was read; empty if it was never taken
   * @param isAtGateway whether API Gateway holds the node's new sockets
   * @return empty if another node was quicker, or the inbox's holder still lives
   */
  public Optional<Lease> take(int inbox, Optional<Held> known, String node, boolean isAtGateway) {
    Lease lease = new Lease(inbox, known.map(held -> held.lease().epoch() + 1).orElse(1L));
    UpdateItemRequest.Builder request =
        update(inbox)
            .updateExpression(
                "SET node = :node, epoch = :epoch, beat = :one"
                    + (isAtGateway ? ", " + AT_GATEWAY + " = :epoch" : ""));
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
    return Table.conditionally(
        () -> {
          write(request);
          return lease;
        },
        () -> own(lease, node));
  }

  /**
   * Gives a sign of life.
   *
   * @return false if the inbox belongs to another node by now
   */
  public boolean beat(Lease lease, String node) {
    return writeIfMine(
        lease,
        update(lease.inbox())
            .updateExpression("ADD beat :one")
            .expressionAttributeValues(values(node, lease.epoch(), Map.of(":one", number(1)))));
  }

  /** Gives an inbox back, so that the next node need not wait until this node counts as dead. */
  public void release(Lease lease, String node) {
    writeIfMine(
        lease,
        update(lease.inbox())
            .updateExpression("REMOVE node")
            .expressionAttributeValues(values(node, lease.epoch(), Map.of())));
  }

  private Optional<Lease> own(Lease lease, String node) {
    return all().stream()
        .filter(held -> held.lease().equals(lease) && held.node().equals(node))
        .map(Held::lease)
        .findFirst();
  }

  private boolean writeIfMine(Lease lease, UpdateItemRequest.Builder request) {
    request.conditionExpression("node = :node AND epoch = :epoch");
    return Table.conditionally(
            () -> {
              write(request);
              return lease;
            },
            Optional::empty)
        .isPresent();
  }

  private void write(UpdateItemRequest.Builder request) {
    table.client().updateItem(request.build());
  }

  private UpdateItemRequest.Builder update(int inbox) {
    return UpdateItemRequest.builder()
        .tableName(table.name())
        .key(Table.key(PARTITION, SORT_KEY + "%03d".formatted(inbox)));
  }

  private static Held held(Item item) {
    int inbox = Integer.parseInt(item.text("sk").substring(SORT_KEY.length()));
    long epoch = item.number("epoch");
    return new Held(
        new Lease(inbox, epoch),
        item.has("node") ? item.text("node") : "",
        item.number("beat"),
        item.has(AT_GATEWAY) && item.number(AT_GATEWAY) == epoch);
  }

  private static Map<String, AttributeValue> values(
      String node, long epoch, Map<String, AttributeValue> others) {
    Map<String, AttributeValue> values = new HashMap<>(others);
    values.put(":node", text(node));
    values.put(":epoch", number(epoch));
    return values;
  }
}
