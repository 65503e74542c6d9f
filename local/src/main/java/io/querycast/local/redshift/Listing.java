package io.querycast.local.redshift;

import static io.querycast.local.redshift.StatementRequest.invalid;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.engine.Engine;
import io.querycast.local.engine.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The answers of ListDatabases, ListSchemas, ListTables and DescribeTable: the warehouse's
 * catalogue, in pages.
 */
final class Listing {
  /** The largest page of the Data API, and the default one. */
  private static final int MOST = 1000;

  private final RedshiftSettings settings;
  private final Engine engine;

  Listing(RedshiftSettings settings, Engine engine) {
    this.settings = settings;
    this.engine = engine;
  }

  /** The only database here. */
  ObjectNode databases(ObjectNode input) throws AwsError {
    return page("databases", input, "Databases", List.of(settings.database()), ArrayNode::add);
  }

  ObjectNode schemas(ObjectNode input) throws AwsError {
    Like pattern = pattern(input, "SchemaPattern");
    List<String> names =
        relations(input).stream()
            .map(Relation::schema)
            .distinct()
            .filter(name -> pattern.takes(name))
            .toList();
    return page("schemas#" + pattern.text(), input, "Schemas", names, ArrayNode::add);
  }

  ObjectNode tables(ObjectNode input) throws AwsError {
    Like schema = pattern(input, "SchemaPattern");
    Like table = pattern(input, "TablePattern");
    List<Relation> found =
        relations(input).stream()
            .filter(each -> schema.takes(each.schema()))
            .filter(each -> table.takes(each.name()))
            .toList();
    return page(
        "tables#" + schema.text() + "#" + table.text(),
        input,
        "Tables",
        found,
        (list, each) ->
            list.addObject()
                .put("name", each.name())
                .put("schema", each.schema())
                .put("type", each.type()));
  }

  /** A table that does not exist has no columns: the Data API does not refuse it. */
  ObjectNode table(ObjectNode input) throws AwsError {
    String schema = input.path("Schema").textValue();
    String table = input.path("Table").textValue();
    List<ObjectNode> columns =
        relations(input).stream()
            .filter(each -> schema == null || schema.equals(each.schema()))
            .filter(each -> table == null || table.equals(each.name()))
            .flatMap(each -> each.columns().stream().map(column -> column.described(each)))
            .toList();
    ObjectNode answer =
        page("table#" + schema + "#" + table, input, "ColumnList", columns, ArrayNode::add);
    if (table != null) {
      answer.put("TableName", table);
    }
    return answer;
  }

  /** What this user sees now. */
  private List<Relation> relations(ObjectNode input) throws AwsError {
    String user = input.path("DbUser").asText(Engine.OWNER);
    try (Session session = engine.session(user)) {
      return Relation.all(session.connection());
    } catch (SQLException e) {
      throw invalid("FATAL: password authentication failed for user \"%s\"".formatted(user));
    }
  }

  private <T> ObjectNode page(
      String of, ObjectNode input, String field, List<T> all, BiConsumer<ArrayNode, T> write)
      throws AwsError {
    new StatementRequest(settings, input).checkPlace();
    int most = input.path("MaxResults").asInt(0);
    if (most < 0 || most > MOST) {
      throw invalid("MaxResults must be from 0 to %d.".formatted(MOST));
    }
    int from = NextTokens.place(of, input.path("NextToken").textValue(), all.size());
    int to = (int) Math.min(all.size(), (long) from + (most == 0 ? MOST : most));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray(field);
    all.subList(from, to).forEach(each -> write.accept(list, each));
    if (to < all.size()) {
      answer.put("NextToken", NextTokens.of(of, to));
    }
    return answer;
  }

  private static Like pattern(ObjectNode input, String field) {
    return new Like(input.path(field).asText("%"));
  }
}
