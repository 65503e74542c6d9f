package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The table that is loaded.
 *
 * @param userid of who loads it
 * @param columns in the order of the fields
 */
record Target(long relation, long userid, String schema, String name, List<TargetColumn> columns) {

  private static final String COLUMNS =
      """
      select c.oid::bigint, n.nspname, c.relname, a.attname, t.typname, a.atttypmod,
        a.attnotnull or t.typnotnull, a.attidentity,
        (select r.oid::bigint from pg_catalog.pg_roles r where r.rolname = current_user),
        (select pg_catalog.split_part(k.conname::text, '_', 2) from pg_catalog.pg_constraint k
          where k.conrelid = c.oid and k.conname ~ '^varbyte_' and k.conkey = array[a.attnum])
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_catalog.pg_type t on t.oid = a.atttypid
      where c.oid = pg_catalog.to_regclass(?)
      order by a.attnum
      """;

  /**
   * Looks the table up as its user sees it.
   *
   * @throws Refused if there is no such table or column
   */
  static Target of(Connection connection, CopyOptions options, String database)
      throws SQLException {
    String written = written(options.table, database);
    List<TargetColumn> all = new ArrayList<>();
    long relation = 0;
    long userid = 0;
    String schema = "";
    String name = "";
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, written);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          relation = rows.getLong(1);
          schema = rows.getString(2);
          name = rows.getString(3);
          userid = rows.getLong(9);
          all.add(column(rows));
        }
      }
    }
    if (all.isEmpty()) {
      throw new Refused(
          "Cannot COPY into nonexistent table "
              + options.table.get(options.table.size() - 1).value(),
          -1);
    }
    return new Target(relation, userid, schema, name, chosen(all, name, options));
  }

  private static TargetColumn column(ResultSet row) throws SQLException {
    String type = row.getString(5);
    int sizes = row.getInt(6) - 4;
    int length = -1;
    int scale = 0;
    if (sizes >= 0 && type.equals("numeric")) {
      length = sizes >> 16 & 0xffff;
      scale = sizes & 0x7ff;
    } else if (type.equals("numeric")) {
      length = 38;
    } else if (sizes >= 0 && (type.equals("varchar") || type.equals("bpchar"))) {
      length = sizes;
    } else if (row.getString(10) != null) {
      length = Integer.parseInt(row.getString(10));
    }
    String identity = row.getString(8);
    return new TargetColumn(
        row.getString(4),
        type,
        length,
        scale,
        row.getBoolean(7),
        identity != null && !identity.isBlank(),
        "a".equals(identity));
  }

  /** The name as PostgreSQL reads it, each part in quotes. */
  private static String written(List<Token> name, String database) {
    List<Token> parts = name;
    if (parts.size() == 3) {
      if (!parts.get(0).value().equals(database)) {
        throw new Refused(
            "cross-database reference to database \"%s\" is not supported"
                .formatted(parts.get(0).value()),
            parts.get(0).start());
      }
      parts = parts.subList(1, 3);
    }
    StringBuilder written = new StringBuilder();
    for (Token part : parts) {
      written.append(written.isEmpty() ? "" : ".").append(quoted(part.value()));
    }
    return written.toString();
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static List<TargetColumn> chosen(
      List<TargetColumn> all, String table, CopyOptions options) {
    if (options.columns == null) {
      return all.stream()
          .filter(column -> options.explicitIds || !column.isAlwaysIdentity())
          .toList();
    }
    List<TargetColumn> chosen = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : options.columns) {
      TargetColumn column =
          all.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Refused(
                          "column \"%s\" of relation \"%s\" does not exist".formatted(name, table),
                          -1));
      if (!seen.add(name)) {
        throw new Refused("column \"%s\" specified more than once".formatted(name), -1);
      }
      if (column.isAlwaysIdentity() && !options.explicitIds) {
        throw new Refused("cannot set an identity column to a value", -1);
      }
      chosen.add(column);
    }
    if (options.explicitIds && chosen.stream().noneMatch(TargetColumn::isIdentity)) {
      throw new Refused("EXPLICIT_IDS needs the identity column in the column list", -1);
    }
    return chosen;
  }

  /** The statement that takes the rows; every name is in quotes. */
  String sql() {
    StringBuilder sql = new StringBuilder("copy ");
    sql.append(quoted(schema)).append('.').append(quoted(name));
    for (int i = 0; i < columns.size(); i++) {
      sql.append(i == 0 ? " (" : ", ").append(quoted(columns.get(i).name()));
    }
    return sql.append(") from stdin").toString();
  }
}
