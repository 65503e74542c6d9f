package io.querycast.local.engine;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Type;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The relations that a session sees, its temporary ones too, as the engine's catalogue has them.
 */
final class SessionTables implements Tables {
  /** The engine keeps no length of a VARBYTE. */
  private static final String COLUMNS =
      "select attname, pg_catalog.format_type(atttypid, atttypmod)"
          + " || case atttypid when 'bytea'::regtype"
          + " then coalesce('(' || redshift.byte_length(attrelid, attnum) || ')', '') else '' end"
          + " from pg_catalog.pg_attribute"
          + " where attrelid = pg_catalog.to_regclass(?)::oid and attnum > 0 and not attisdropped"
          + " order by attnum";

  /** What the engine and its Redshift are made of is no user's. */
  private static final String FUNCTION =
      "select nspname from unnest(pg_catalog.current_schemas(false)) with ordinality path(nspname, place)"
          + " join pg_catalog.pg_namespace using (nspname)"
          + " join pg_catalog.pg_proc on pronamespace = pg_namespace.oid"
          + " where proname = ? and nspname not in ('redshift', 'rdsdb', 'pg_catalog')"
          + " order by place limit 1";

  private static final String SCHEMA =
      "select 1 from pg_catalog.pg_namespace where nspname = ? and nspname not in ('redshift', 'rdsdb')";

  private static final String VIEW =
      "select 1 from pg_catalog.pg_class where oid = pg_catalog.to_regclass(?) and relkind in ('v', 'm')";

  private static final String MATERIALIZED =
      "select 1 from pg_catalog.pg_class where oid = pg_catalog.to_regclass(?) and relkind = 'm'";

  private static final String READS =
      "with recursive read(oid) as (select pg_catalog.to_regclass(?)::oid union select d.refobjid from read"
          + " join pg_catalog.pg_class c on c.oid = read.oid and c.relkind = 'v'"
          + " join pg_catalog.pg_rewrite w on w.ev_class = c.oid join pg_catalog.pg_depend d on d.objid = w.oid"
          + " and d.classid = 'pg_catalog.pg_rewrite'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass)"
          + " select 1 from read where oid = pg_catalog.to_regclass(?)";

  private static final String SCHEMA_OF =
      "select nspname from pg_catalog.pg_class"
          + " join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace"
          + " where pg_class.oid = pg_catalog.to_regclass(?)";

  private final Session session;

  SessionTables(Session session) {
    this.session = session;
  }

  @Override
  public Optional<List<Column>> columns(String schema, String relation) {
    try (PreparedStatement find = session.connection().prepareStatement(COLUMNS)) {
      find.setString(1, name(schema, relation));
      List<Column> columns = new ArrayList<>();
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          columns.add(new Column(rows.getString(1), Type.of(plain(rows.getString(2)))));
        }
      }
      return columns.isEmpty() ? Optional.empty() : Optional.of(columns);
    } catch (SQLException e) {
      // The statement itself will meet the same fault and tell it.
      return Optional.empty();
    }
  }

  @Override
  public boolean isView(String schema, String relation) {
    return exists(VIEW, name(schema, relation));
  }

  @Override
  public boolean isMaterialized(String schema, String relation) {
    return exists(MATERIALIZED, name(schema, relation));
  }

  @Override
  public boolean reads(String viewSchema, String view, String schema, String table) {
    String bound = bind(viewSchema, view).map(each -> name("rdsdb", each)).orElse(null);
    return exists(READS, bound == null ? name(viewSchema, view) : bound, name(schema, table));
  }

  @Override
  public boolean hasSchema(String schema) {
    return exists(SCHEMA, schema);
  }

  @Override
  public Optional<String> bind(String schema, String relation) {
    return session.lateViews().bind(name(schema, relation));
  }

  @Override
  public void bindAll() {
    session.lateViews().bindAll();
  }

  private boolean exists(String query, String... names) {
    try (PreparedStatement find = session.connection().prepareStatement(query)) {
      for (int i = 0; i < names.length; i++) {
        find.setString(i + 1, names[i]);
      }
      try (ResultSet found = find.executeQuery()) {
        return found.next();
      }
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public Optional<String> schemaOf(String relation) {
    return text(SCHEMA_OF, name(null, relation));
  }

  @Override
  public Optional<String> functionSchema(String function) {
    return text(FUNCTION, function);
  }

  private Optional<String> text(String query, String name) {
    try (PreparedStatement find = session.connection().prepareStatement(query)) {
      find.setString(1, name);
      try (ResultSet found = find.executeQuery()) {
        return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isCaseSensitive() {
    return session.isCaseSensitive();
  }

  @Override
  public String database() {
    return session.database();
  }

  @Override
  public String creationSchema() {
    // The first two are ours.
    String query = "select coalesce((pg_catalog.current_schemas(false))[3], 'public')";
    try (PreparedStatement find = session.connection().prepareStatement(query);
        ResultSet found = find.executeQuery()) {
      found.next();
      return found.getString(1);
    } catch (SQLException e) {
      return "public";
    }
  }

  private static String plain(String type) {
    return type.startsWith("redshift.") ? type.substring("redshift.".length()) : type;
  }

  private static String name(String schema, String relation) {
    return schema == null ? quoted(relation) : quoted(schema) + "." + quoted(relation);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
