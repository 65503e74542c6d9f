package io.querycast.query;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Personal queries in DynamoDB. The owner is the first half of each key, so nobody can name another
 * user's query.
 */
@Singleton
class PersonalQueryStore {
  private static final String PREFIX = "mine#";

  private final Table table;

  @Inject
  PersonalQueryStore(Table table) {
    this.table = table;
  }

  /** All queries that a user keeps, by name, without the SQL. */
  List<PersonalQuery> list(String owner) {
    return table
        .query(
            query ->
                query
                    .consistentRead(true)
                    .keyConditionExpression("pk = :owner AND begins_with(sk, :mine)")
                    .expressionAttributeValues(
                        Map.of(
                            ":owner", Table.text(Table.user(owner)), ":mine", Table.text(PREFIX)))
                    .projectionExpression("sk, title, updatedAt"))
        .map(PersonalQueryStore::query)
        .toList();
  }

  Optional<PersonalQuery> find(String owner, String name) {
    return table.find(Table.user(owner), PREFIX + name).map(PersonalQueryStore::query);
  }

  /** Keeps a query, in place of the one that its owner kept under that name. */
  void put(String owner, PersonalQuery query) {
    table.put(
        new Item(Table.user(owner), PREFIX + query.name())
            .text("title", query.title())
            .text("sql", query.sql())
            .time("updatedAt", query.updatedAt()));
  }

  /** Deletes a query; returns false if there is none. */
  boolean delete(String owner, String name) {
    return !table
        .client()
        .deleteItem(
            request ->
                request
                    .tableName(table.name())
                    .key(Table.key(Table.user(owner), PREFIX + name))
                    .returnValues(ReturnValue.ALL_OLD))
        .attributes()
        .isEmpty();
  }

  private static PersonalQuery query(Item item) {
    return new PersonalQuery(
        item.text("sk").substring(PREFIX.length()),
        item.text("title"),
        item.text("sql"),
        item.time("updatedAt"));
  }
}
