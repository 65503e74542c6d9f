package io.querycast.local.sql.names;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.Set;

/**
 * The functions that only one kind of Redshift's nodes has. The leader node alone answers a query
 * that reads no table, or only the catalogue's; the compute nodes answer all others.
 */
public final class NodeOnly {
  private static final Set<String> LEADER =
      Set.of(
          "age",
          "current_schema",
          "current_schemas",
          "current_time",
          "current_timestamp",
          "generate_series",
          "get_bit",
          "get_byte",
          "has_database_privilege",
          "has_schema_privilege",
          "has_table_privilege",
          "isfinite",
          "localtime",
          "localtimestamp",
          "now",
          "set_bit",
          "set_byte",
          "to_ascii");

  private static final Set<String> COMPUTE =
      Set.of("listagg", "median", "percentile_cont", "percentile_disc");

  private boolean readsTables;
  private boolean readsCatalogue;
  private boolean readsSystemTables;
  private Token leader;
  private Token compute;

  public void reads(String schema, String relation) {
    boolean isCatalogue =
        relation.startsWith("pg_")
            || "information_schema".equals(schema)
            || "pg_catalog".equals(schema);
    boolean isSystem =
        relation.startsWith("stl_")
            || relation.startsWith("stv_")
            || relation.startsWith("svv_")
            || relation.startsWith("svl_")
            || relation.startsWith("sys_");
    readsTables |= !isCatalogue && !isSystem;
    readsCatalogue |= isCatalogue || isSystem;
    readsSystemTables |= isSystem;
  }

  /** Whether the statement reads a table that a user has made. */
  public boolean readsTables() {
    return readsTables;
  }

  /** Whether the statement, as far as it is read, asks the catalogue and nothing else. */
  public boolean readsOnlyCatalogue() {
    return readsCatalogue && !readsTables;
  }

  public void calls(Token function) {
    if (LEADER.contains(function.value())) {
      leader = function;
    } else if (COMPUTE.contains(function.value())) {
      compute = function;
    }
  }

  /** Refuses a statement that no node can answer. */
  public void check() {
    if (readsTables && leader != null) {
      throw new Refused(
          "Specified types or functions (one per INFO message) not supported on Redshift tables.",
          leader);
    }
    if (!readsTables && !readsSystemTables && compute != null) {
      throw new Refused(
          "One or more of the used functions must be applied on at least one user created table.",
          compute);
    }
  }
}
