package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/** DROP of anything that this warehouse has. */
final class Drop {
  private Drop() {}

  static Translated read(Cursor cursor, Tables tables) {
    cursor.take("drop");
    Token what = cursor.take();
    String kind = what.value();
    if (what.isWord("materialized")) {
      cursor.take("view");
      kind = "materialized view";
    }
    boolean ifExists = cursor.sees("if", "exists");
    if (ifExists) {
      cursor.take();
      cursor.take();
    }
    List<String> names = new ArrayList<>();
    names.add(name(kind, what, cursor, tables));
    while (cursor.seesMark(",")) {
      cursor.take();
      names.add(name(kind, what, cursor, tables));
    }
    boolean cascades = cursor.sees("cascade");
    boolean forces = cursor.sees("force");
    if (cascades || cursor.sees("restrict") || forces) {
      cursor.take();
    }
    Commands.end(cursor);
    boolean isRole = List.of("user", "group", "role").contains(kind);
    List<String> steps = new ArrayList<>();
    for (String name : names) {
      if (kind.equals("table") || kind.endsWith("view")) {
        steps.add(
            "select redshift.borrow(pg_catalog.to_regclass(%s), 'drop')"
                .formatted(ObjectName.text(name)));
      }
      if (kind.equals("schema")) {
        steps.add(
            "select redshift.borrow_schema(pg_catalog.to_regnamespace(%s))"
                .formatted(ObjectName.text(name)));
      }
      steps.add(
          isRole
              ? "select redshift.drop_role(%s, %s, %b, %b)"
                  .formatted(ObjectName.text(kind), ObjectName.text(name), ifExists, forces)
              : "drop %s %s%s%s"
                  .formatted(kind, ifExists ? "if exists " : "", name, cascades ? " cascade" : ""));
    }
    return new Translated.Steps(steps, "drop " + kind);
  }

  private static String name(String kind, Token what, Cursor cursor, Tables tables) {
    return switch (kind) {
      case "table", "view", "materialized view" -> ObjectName.read(cursor, tables).sql();
      case "schema" -> Schemas.name(cursor, tables);
      case "user", "group", "role" -> cursor.takeUserName();
      case "function" -> Functions.signature(cursor, tables);
      default -> throw Commands.missing("DROP", what);
    };
  }
}
