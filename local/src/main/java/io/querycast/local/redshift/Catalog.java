package io.querycast.local.redshift;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The relations that a statement may name, with their columns and types, all in lower case.
 *
 * @param relations tables of schema public: from name to column to the engine's type
 */
record Catalog(Map<String, Map<String, String>> relations) {
  private static final Map<String, Set<String>> SYSTEM =
      Map.of(
          "pg_catalog", Set.of("pg_tables", "pg_table_def", "svv_tables", "svv_columns"),
          "information_schema", Set.of("tables", "columns"));

  /** Where the engine keeps this relation; empty if there is none with that name. */
  Optional<String> place(String schema, String name) {
    if ((schema == null || schema.equals("public")) && relations.containsKey(name)) {
      return Optional.of("main.\"" + name + "\"");
    }
    String system = schema == null ? "pg_catalog" : schema;
    if (SYSTEM.getOrDefault(system, Set.of()).contains(name)) {
      return Optional.of("redshift." + (system.equals("pg_catalog") ? "" : "schema_") + name);
    }
    return Optional.empty();
  }

  /** The engine's type of a column with that name in any table; empty if there is none. */
  Optional<String> type(String column) {
    return relations.values().stream()
        .filter(columns -> columns.containsKey(column))
        .map(columns -> columns.get(column))
        .findFirst();
  }
}
