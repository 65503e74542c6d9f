package io.querycast.local.redshift;

import io.querycast.local.engine.Session;
import io.querycast.local.sql.names.Closed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a user may see of the warehouse, at this moment. */
final class Catalogue {
  /** The engine keeps what makes it answer as Redshift in a schema of its own. */
  private static final String SCHEMA =
      "case n.nspname when 'redshift' then 'pg_catalog' else n.nspname::text end";

  /** Neither the engine's own schemas nor those where a user may not look. */
  private static final String VISIBLE =
      " not pg_catalog.starts_with(n.nspname::text, 'pg_t') and n.nspname <> 'rdsdb'"
          + " and pg_catalog.has_schema_privilege(n.oid, 'usage')";

  private static final String DATABASES =
      "select datname from pg_catalog.pg_database"
          + " where not datistemplate and datname <> 'postgres' order by 1";

  private static final String SCHEMAS =
      "select distinct "
          + SCHEMA
          + " from pg_catalog.pg_namespace n where"
          + VISIBLE
          + " order by 1";

  private static final String RELATIONS =
      "from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace";

  private static final String READABLE =
      VISIBLE
          // The engine's own tables are behind the views of its schema.
          + " and c.relkind in ('r', 'p', 'v', 'm', 'f')"
          + " and (c.relkind = 'v' or n.nspname <> 'redshift')"
          // What Redshift does not have can't be asked for.
          + " and (n.nspname <> 'pg_catalog' or c.relname in ('"
          + String.join("', '", Closed.sharedTables())
          + "')) and (n.nspname <> 'information_schema' or c.relname !~ '^_pg_')"
          + " and (pg_catalog.has_table_privilege(c.oid,"
          + " 'select, insert, update, delete')"
          + " or n.nspname not in ('pg_catalog', 'information_schema')"
          + " and pg_catalog.has_any_column_privilege(c.oid, 'select'))";

  private static final String TABLES =
      "select distinct on (1, 2) "
          + SCHEMA
          + ", c.relname, case when n.nspname in ('redshift', 'pg_catalog', 'information_schema')"
          + " then 'SYSTEM ' else '' end"
          + " || case when c.relkind in ('v', 'm') then 'VIEW' else 'TABLE' end "
          + RELATIONS
          + " where"
          + READABLE
          + " order by 1, 2, n.nspname desc";

  private static final String COLUMNS =
      "with columns as (select "
          + SCHEMA
          + " as schema, c.relname as relation, a.attnum as place, a.attname as name,"
          + " t.typname as type, a.atttypmod as modifier, not a.attnotnull as nullable,"
          + " pg_catalog.pg_get_expr(d.adbin, d.adrelid) as standard,"
          + " pg_catalog.dense_rank() over (partition by "
          + SCHEMA
          + ", c.relname order by n.nspname desc) as rank "
          + RELATIONS
          + " join pg_catalog.pg_attribute a"
          + " on a.attrelid = coalesce(redshift.bound_view(c.oid), c.oid) and a.attnum > 0"
          + " and not a.attisdropped"
          + " join pg_catalog.pg_type t on t.oid = a.atttypid"
          + " left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum"
          + " and a.attgenerated = '' where"
          + READABLE
          + ") select * from columns where rank = 1 and (schema = ? or ?) and (relation = ? or ?)"
          + " order by schema, relation, place";

  private final Session session;
  private final Connection connection;

  Catalogue(Session session) {
    this.session = session;
    this.connection = session.connection();
  }

  /**
   * A table or view.
   *
   * @param type in the Data API's words, such as {@code SYSTEM VIEW}
   */
  record Table(String schema, String name, String type) {}

  List<String> databases() throws SQLException {
    return names(DATABASES);
  }

  List<String> schemas() throws SQLException {
    return names(SCHEMAS);
  }

  /** By schema and name. */
  List<Table> tables() throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (PreparedStatement ask = connection.prepareStatement(TABLES);
        ResultSet rows = ask.executeQuery()) {
      while (rows.next()) {
        tables.add(new Table(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return tables;
  }

  /**
   * By table, in the order of each table.
   *
   * @param schema null for every schema
   * @param table null for every table
   */
  List<Field> columns(String schema, String table) throws SQLException {
    List<Field> fields = new ArrayList<>();
    session.tables().bindAll();
    try (PreparedStatement ask = connection.prepareStatement(COLUMNS)) {
      ask.setString(1, schema == null ? "" : schema);
      ask.setBoolean(2, schema == null);
      ask.setString(3, table == null ? "" : table);
      ask.setBoolean(4, table == null);
      try (ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          fields.add(
              Field.of(
                  rows.getString("schema"),
                  rows.getString("relation"),
                  rows.getString("name"),
                  Column.typeOf(rows.getString("type")),
                  rows.getInt("modifier"),
                  rows.getBoolean("nullable"),
                  rows.getString("standard")));
        }
      }
    } finally {
      session.endStatement(false);
    }
    return fields;
  }

  private List<String> names(String sql) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement ask = connection.prepareStatement(sql);
        ResultSet rows = ask.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
