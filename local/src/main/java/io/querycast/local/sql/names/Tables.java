package io.querycast.local.sql.names;

import io.querycast.local.sql.tree.Refused;
import java.util.List;
import java.util.Optional;

/** What a session sees of the catalogue. */
public interface Tables {
  /**
   * The columns of a table or view, in their order.
   *
   * @param schema null if the text names none: then the session's search path decides
   * @return empty if there is no such relation
   */
  Optional<List<Column>> columns(String schema, String relation);

  /**
   * The schema of a function that a user has made, by the session's search path; empty if there is
   * none.
   */
  default Optional<String> functionSchema(String function) {
    return Optional.empty();
  }

  /** Whether a relation is a view, into which nothing can be written. */
  default boolean isView(String schema, String relation) {
    return false;
  }

  /** Whether a view keeps its rows. */
  default boolean isMaterialized(String schema, String relation) {
    return false;
  }

  /** Whether a view reads a table, itself or by other views that keep no rows. */
  default boolean reads(String viewSchema, String view, String schema, String table) {
    return false;
  }

  /** The schema in which the session's search path finds a relation; empty if there is none. */
  default Optional<String> schemaOf(String relation) {
    return Optional.empty();
  }

  /** Whether there is a schema of this name. */
  default boolean hasSchema(String schema) {
    return true;
  }

  /**
   * Binds a view WITH NO SCHEMA BINDING to what its tables are now, until the statement ends.
   *
   * @return the relation of schema {@code rdsdb} that stands for it; empty if it is no such view
   * @throws Refused if its query fails now
   */
  default Optional<String> bind(String schema, String relation) {
    return Optional.empty();
  }

  /** Binds all views WITH NO SCHEMA BINDING that can be bound, because their columns are listed. */
  default void bindAll() {}

  /** Whether the session has set {@code enable_case_sensitive_identifier}. */
  default boolean isCaseSensitive() {
    return false;
  }

  /** The database that the session is connected to. */
  default String database() {
    return "dev";
  }

  /** The schema in which the session makes what is named without one. */
  default String creationSchema() {
    return "public";
  }

  /** A session that sees nothing. */
  static Tables none() {
    return (schema, relation) -> Optional.empty();
  }
}
