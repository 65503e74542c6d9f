package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Closed;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.List;

/** Schemas. */
final class Schemas {
  private Schemas() {}

  static Translated create(Cursor cursor, Tables tables) {
    cursor.take("schema");
    boolean onlyIfMissing = cursor.sees("if", "not", "exists");
    if (onlyIfMissing) {
      cursor.take();
      cursor.take();
      cursor.take();
    }
    String owner = null;
    String name = null;
    if (!cursor.sees("authorization")) {
      name = label(cursor, tables).value();
    }
    if (cursor.sees("authorization")) {
      cursor.take();
      owner = cursor.takeName().value();
    }
    quota(cursor);
    Commands.end(cursor);
    String create =
        "create schema "
            + (onlyIfMissing ? "if not exists " : "")
            + ObjectName.quoted(name == null ? owner : name);
    return new Translated.Steps(
            owner == null
                ? List.of(create)
                : List.of(
                    "select redshift.create_schema(%s, %s, %b)"
                        .formatted(
                            ObjectName.text(name == null ? owner : name),
                            ObjectName.text(owner),
                            onlyIfMissing)),
            "create schema")
        .between(
            "select redshift.lend('database', pg_catalog.current_database(), 'create schema')",
            "select redshift.give_back()");
  }

  /** The name of a schema that is there, as the engine reads it. */
  static String name(Cursor cursor, Tables tables) {
    Token name = label(cursor, tables);
    Closed.checkSchema(name);
    return ObjectName.quoted(name.value());
  }

  /** The name without its database, which can be this one alone. */
  private static Token label(Cursor cursor, Tables tables) {
    Token first = cursor.takeName();
    if (!cursor.seesMark(".")) {
      return first;
    }
    if (!first.value().equals(tables.database())) {
      throw new Refused("database \"%s\" does not exist".formatted(first.value()), first);
    }
    cursor.take();
    return cursor.takeLabel();
  }

  static Translated alter(Cursor cursor, Tables tables) {
    cursor.take("schema");
    String name = name(cursor, tables);
    String schema = "alter schema " + name;
    List<String> steps = List.of();
    if (cursor.sees("rename", "to")) {
      cursor.take();
      cursor.take();
      steps = List.of(schema + " rename to " + ObjectName.quoted(cursor.takeName().value()));
    } else if (cursor.sees("owner", "to")) {
      cursor.take();
      cursor.take();
      steps =
          List.of(
              "select redshift.give(%s::regnamespace, %s)"
                  .formatted(ObjectName.text(name), ObjectName.text(cursor.takeName().value())));
    } else if (!quota(cursor)) {
      throw cursor.unexpected();
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "alter schema");
  }

  /** A laptop's disk is its quota. */
  private static boolean quota(Cursor cursor) {
    if (!cursor.sees("quota")) {
      return false;
    }
    cursor.take();
    Token size = cursor.take();
    if (!size.isWord("unlimited")) {
      cursor.take();
    }
    return true;
  }
}
