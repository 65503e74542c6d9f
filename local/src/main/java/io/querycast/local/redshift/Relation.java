package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A table or view of the warehouse.
 *
 * @param type in the Data API's words, such as {@code SYSTEM VIEW}
 */
record Relation(String schema, String name, String type, List<Field> columns) {

  /**
   * One of its columns.
   *
   * @param type the Data API's name, such as {@code int8}
   * @param precision digits of a number, or the length of a text
   */
  record Field(String name, String type, int precision, int scale, boolean nullable) {

    ObjectNode described(Relation of) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.put("isCaseSensitive", type.equals("varchar"));
      answer.put("isCurrency", false);
      answer.put("isSigned", type.matches("int[248]|float[48]|numeric"));
      answer.put("label", name);
      answer.put("length", precision);
      answer.put("name", name);
      answer.put("nullable", nullable ? 1 : 0);
      answer.put("precision", precision);
      answer.put("scale", scale);
      answer.put("schemaName", of.schema);
      answer.put("tableName", of.name);
      answer.put("typeName", type);
      return answer;
    }
  }

  private static final String COLUMNS =
      """
      select case n.nspname when 'redshift' then 'pg_catalog' else n.nspname end as table_schema,
        c.relname as table_name,
        case when n.nspname in ('redshift', 'pg_catalog', 'information_schema') then 'SYSTEM ' else '' end
          || case when c.relkind in ('v', 'm') then 'VIEW' else 'TABLE' end as table_type,
        a.attname as column_name, a.attnum as ordinal_position, t.typname as data_type,
        a.atttypmod as modifier, not a.attnotnull as is_nullable
      from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join pg_catalog.pg_type t on t.oid = a.atttypid
      where c.relkind in ('r', 'v', 'm', 'p') and n.nspname not like 'pg\\_t%'
        and pg_catalog.has_schema_privilege(n.oid, 'usage')
      order by 1, 2, a.attnum
      """;

  /** Every relation that a statement may name, ordered by schema and name. */
  static List<Relation> all(Connection connection) throws SQLException {
    List<Relation> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        String schema = rows.getString("table_schema");
        String name = rows.getString("table_name");
        Relation last = all.isEmpty() ? null : all.get(all.size() - 1);
        if (last == null || !last.schema.equals(schema) || !last.name.equals(name)) {
          last = new Relation(schema, name, rows.getString("table_type"), new ArrayList<>());
          all.add(last);
        }
        last.columns.add(field(rows));
      }
    }
    return List.copyOf(all);
  }

  private static Field field(ResultSet row) throws SQLException {
    String type = Column.typeOf(row.getString("data_type"));
    int modifier = row.getInt("modifier") - 4;
    boolean isNumber = type.equals("numeric") && modifier >= 0;
    return new Field(
        row.getString("column_name"),
        type,
        isNumber ? modifier >> 16 : Math.max(0, modifier),
        isNumber ? modifier & 0xffff : 0,
        row.getBoolean("is_nullable"));
  }
}
