package io.querycast.aws;

import io.querycast.Settings;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table without a container, for the tests of other packages. */
public final class TableFixture {
  private TableFixture() {}

  public static Table of(DynamoDbClient client, Settings settings) {
    return new Table(client, settings);
  }

  /** Makes a table with the indexes that the server needs. */
  @SuppressWarnings("unchecked") // the SDK takes its consumers as arrays
  public static void create(DynamoDbClient client, String name) {
    client.createTable(
        table ->
            table
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    attribute("pk", ScalarAttributeType.S),
                    attribute("sk", ScalarAttributeType.S),
                    attribute("recent", ScalarAttributeType.S),
                    attribute("dueShard", ScalarAttributeType.S),
                    attribute("dueAt", ScalarAttributeType.N))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE))
                .localSecondaryIndexes(
                    index ->
                        index
                            .indexName("recent")
                            .keySchema(key("pk", KeyType.HASH), key("recent", KeyType.RANGE))
                            .projection(all -> all.projectionType(ProjectionType.ALL)))
                .globalSecondaryIndexes(
                    index ->
                        index
                            .indexName("due")
                            .keySchema(key("dueShard", KeyType.HASH), key("dueAt", KeyType.RANGE))
                            .projection(keys -> keys.projectionType(ProjectionType.KEYS_ONLY))));
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
