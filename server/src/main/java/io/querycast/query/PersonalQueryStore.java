package io.querycast.query;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Personal queries in DynamoDB. The owner is the first half of each key, so that nobody can name
 * another's.
 */
@Singleton
class PersonalQueryStore {
  private static final String PREFIX = "mine#";

  private final DynamoDbClient client;
  private final Settings settings;

  @Inject
  PersonalQueryStore(DynamoDbClient client, Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** All that a user keeps, by name, without the SQL. */
  List<PersonalQuery> list(String owner) {
    return client
        .queryPaginator(
            request ->
                request
                    .tableName(settings.table())
                    .consistentRead(true)
                    .keyConditionExpression("pk = :owner AND begins_with(sk, :mine)")
                    .expressionAttributeValues(
                        Map.of(":owner", text("user#" + owner), ":mine", text(PREFIX)))
                    .projectionExpression("sk, title, updatedAt"))
        .items()
        .stream()
        .map(PersonalQueryStore::query)
        .toList();
  }

  Optional<PersonalQuery> find(String owner, String name) {
    Map<String, AttributeValue> item =
        client
            .getItem(
                request ->
                    request.tableName(settings.table()).consistentRead(true).key(key(owner, name)))
            .item();
    return item.isEmpty() ? Optional.empty() : Optional.of(query(item));
  }

  /** Keeps it, in place of what its owner kept under that name. */
  void put(String owner, PersonalQuery query) {
    client.putItem(
        request ->
            request
                .tableName(settings.table())
                .item(
                    Map.of(
                        "pk", text("user#" + owner),
                        "sk", text(PREFIX + query.name()),
                        "title", text(query.title()),
                        "sql", text(query.sql()),
                        "updatedAt", text(query.updatedAt().toString()))));
  }

  /** Forgets it; false where there is none. */
  boolean delete(String owner, String name) {
    return !client
        .deleteItem(
            request ->
                request
                    .tableName(settings.table())
                    .key(key(owner, name))
                    .returnValues(ReturnValue.ALL_OLD))
        .attributes()
        .isEmpty();
  }

  private static PersonalQuery query(Map<String, AttributeValue> item) {
    return new PersonalQuery(
        item.get("sk").s().substring(PREFIX.length()),
        item.get("title").s(),
        item.containsKey("sql") ? item.get("sql").s() : null,
        Instant.parse(item.get("updatedAt").s()));
  }

  private static Map<String, AttributeValue> key(String owner, String name) {
    return Map.of("pk", text("user#" + owner), "sk", text(PREFIX + name));
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }
}
