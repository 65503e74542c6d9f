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
  /** Of a quota; each is 1,024 times the one before. */
  private static final List<String> UNITS = List.of("mb", "gb", "tb");

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
    String quota = null;
    if (!cursor.sees("authorization")) {
      name = label(cursor, tables).value();
    }
    if (cursor.sees("authorization")) {
      cursor.take();
      owner = cursor.takeUserName();
    }
    if (cursor.sees("quota")) {
      quota = quota(cursor);
    }
    Commands.end(cursor);
    String made = name == null ? owner : name;
    String create =
        owner == null
            ? "create schema " + (onlyIfMissing ? "if not exists " : "") + ObjectName.quoted(made)
            : "select redshift.create_schema(%s, %s, %b)"
                .formatted(ObjectName.text(made), ObjectName.text(owner), onlyIfMissing);
    List<String> steps =
        quota == null
            ? List.of(create)
            : List.of(create, quota(ObjectName.quoted(made), quota, true));
    return new Translated.Steps(steps, "create schema")
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
                  .formatted(ObjectName.text(name), ObjectName.text(cursor.takeUserName())));
    } else if (cursor.sees("quota")) {
      steps = List.of(quota(name, quota(cursor), false));
    } else {
      throw cursor.unexpected();
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "alter schema");
  }

  /** {@code QUOTA 2 TB}, in megabytes; a number alone counts gigabytes. */
  private static String quota(Cursor cursor) {
    cursor.take("quota");
    if (cursor.sees("unlimited")) {
      cursor.take();
      return "null";
    }
    Token size = cursor.take();
    if (size.kind() != Token.Kind.NUMBER || !size.value().matches("[0-9]{1,6}")) {
      throw Commands.unknown(size);
    }
    String unit = cursor.seesAny(UNITS) ? cursor.take().value() : "gb";
    long megabytes = Long.parseLong(size.value()) << (10 * UNITS.indexOf(unit));
    if (megabytes > Integer.MAX_VALUE) {
      throw Commands.unknown(size);
    }
    return Long.toString(megabytes);
  }

  private static String quota(String schema, String megabytes, boolean isNew) {
    return "select redshift.set_quota(%s::regnamespace, %s, %b)"
        .formatted(ObjectName.text(schema), megabytes, isNew);
  }
}
