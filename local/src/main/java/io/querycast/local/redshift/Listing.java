package io.querycast.local.redshift;

import static io.querycast.local.redshift.StatementRequest.invalid;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The answers of ListDatabases, ListSchemas, ListTables and DescribeTable: what the user of the
 * call sees now, in pages.
 */
final class Listing {
  private final RedshiftSettings settings;
  private final Connector connector;

  Listing(RedshiftSettings settings, Connector connector) {
    this.settings = settings;
    this.connector = connector;
  }

  ObjectNode databases(ObjectNode input) throws AwsError {
    return page(
        "databases", input, "Databases", asked(input, Catalogue::databases), ArrayNode::add);
  }

  ObjectNode schemas(ObjectNode input) throws AwsError {
    Like pattern = pattern(input, "SchemaPattern");
    List<String> names = asked(input, Catalogue::schemas).stream().filter(pattern::takes).toList();
    return page("schemas#" + pattern.text(), input, "Schemas", names, ArrayNode::add);
  }

  ObjectNode tables(ObjectNode input) throws AwsError {
    Like schema = pattern(input, "SchemaPattern");
    Like table = pattern(input, "TablePattern");
    List<Catalogue.Table> found =
        asked(input, Catalogue::tables).stream()
            .filter(each -> schema.takes(each.schema()) && table.takes(each.name()))
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
    List<Field> columns = asked(input, catalogue -> catalogue.columns(schema, table));
    ObjectNode answer =
        page(
            "table#" + schema + "#" + table,
            input,
            "ColumnList",
            columns,
            (list, each) -> list.add(each.described()));
    Answers.put(answer, "TableName", table);
    return answer;
  }

  /** A question to the catalogue. */
  private interface Question<T> {
    List<T> ask(Catalogue catalogue) throws SQLException;
  }

  private <T> List<T> asked(ObjectNode input, Question<T> question) throws AwsError {
    Target target = Target.of(input, settings);
    String connected = input.path("ConnectedDatabase").textValue();
    String listed = target.database() == null ? settings.database() : target.database();
    try (Connector.Lease lease = connector.own(target.in(connected == null ? listed : connected))) {
      if (!listed.equals(settings.database())) {
        throw invalid("ERROR: database \"%s\" does not exist".formatted(listed));
      }
      return question.ask(new Catalogue(lease.session()));
    } catch (RedshiftError e) {
      throw new AwsError(500, "DatabaseConnectionException", e.getMessage());
    } catch (SQLException e) {
      throw new AwsError(500, "InternalServerException", "The catalogue can't be read.");
    }
  }

  private <T> ObjectNode page(
      String of, ObjectNode input, String field, List<T> all, BiConsumer<ArrayNode, T> write)
      throws AwsError {
    int most = input.path("MaxResults").asInt(0);
    int from = NextTokens.place(of, input.path("NextToken").textValue(), all.size());
    int to = (int) Math.min(all.size(), (long) from + (most == 0 ? Model.PAGE : most));
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
