package io.querycast.local.command;

import io.querycast.local.sql.names.Closed;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a table, a view or another thing in a schema.
 *
 * @param schema null if the text names none
 */
record ObjectName(String schema, String name) {

  /** Reads a name of one to three parts; the first of three is the database. */
  static ObjectName read(Cursor cursor, Tables tables) {
    Token first = cursor.peek();
    List<String> parts = new ArrayList<>(List.of(cursor.takeName().value()));
    while (cursor.seesMark(".")) {
      cursor.take();
      parts.add(cursor.takeLabel().value());
    }
    if (parts.size() > 3) {
      throw new Refused("improper qualified name (too many dotted names)", first.start());
    }
    if (parts.size() == 3 && !parts.get(0).equals(tables.database())) {
      throw new Refused(
          "cross-database reference to database \"%s\" is not supported".formatted(parts.get(0)),
          first.start());
    }
    int last = parts.size() - 1;
    if (last > 0 && Closed.isHidden(parts.get(last - 1))) {
      throw new Refused(
          "schema \"%s\" does not exist".formatted(parts.get(last - 1)), first.start());
    }
    return new ObjectName(last == 0 ? null : parts.get(last - 1), parts.get(last));
  }

  /** Whether it can only be a temporary table. */
  boolean isTemporary() {
    return name.startsWith("#");
  }

  /** The name as the engine finds it, by the session's search path if it has no schema. */
  String sql() {
    return schema == null ? quoted(name) : quoted(schema) + "." + quoted(name);
  }

  /** The name under which the engine makes it. */
  String made(Tables tables) {
    return quoted(creationSchema(tables)) + "." + quoted(name);
  }

  /** The schema in which the engine makes it. */
  String creationSchema(Tables tables) {
    return schema == null ? tables.creationSchema() : schema;
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** An array of texts for the engine. */
  static String array(List<String> texts) {
    return "array["
        + String.join(", ", texts.stream().map(ObjectName::text).toList())
        + "]::text[]";
  }

  /** A text literal for the engine; null is its NULL. */
  static String text(String value) {
    return value == null
        ? "null"
        : (value.indexOf('\\') >= 0 ? "E'" : "'")
            + value.replace("\\", "\\\\").replace("'", "''")
            + "'";
  }
}
