package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Closed;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Token;
import java.util.List;

/** Schemas. */
final class Schemas {
  private Schemas() {}

  static Translated create(Cursor cursor) {
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
      name = cursor.takeName().value();
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
        "create schema");
  }

  /** The name of a schema that is there, as the engine reads it. */
  static String name(Cursor cursor) {
    Token name = cursor.takeName();
    Closed.checkSchema(name);
    return ObjectName.quoted(name.value());
  }

  static Translated alter(Cursor cursor) {
    cursor.take("schema");
    String name = name(cursor);
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
