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

  /** Every relation that a statement may name, ordered by schema and name. */
  static List<Relation> all(Connection connection) throws SQLException {
    List<Relation> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select * from redshift.local_columns order by 1, 2, ordinal_position")) {
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
    try {
      String type = Types.dataApi(row.getString("data_type"));
      int length = row.getInt("text_length");
      boolean text = type.equals("varchar");
      return new Field(
          row.getString("column_name"),
          type,
          text ? length : row.getInt("numeric_precision"),
          type.equals("numeric") ? row.getInt("numeric_scale") : 0,
          row.getBoolean("is_nullable"));
    } catch (RedshiftError e) {
      throw new IllegalStateException(e);
    }
  }
}
