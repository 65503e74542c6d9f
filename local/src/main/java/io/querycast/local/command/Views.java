package io.querycast.local.command;

import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Tables;
import io.querycast.local.sql.Translated;
import java.util.ArrayList;
import java.util.List;

/** Views and materialised views. */
final class Views {
  private static final List<String> UNBOUND = List.of("with", "no", "schema", "binding");

  private Views() {}

  static Translated view(Cursor cursor, Text text, Tables tables, boolean replaces) {
    cursor.take("view");
    ObjectName name = ObjectName.read(cursor, tables);
    String columns = cursor.seesMark("(") ? columns(cursor) : "";
    cursor.take("as");
    int start = cursor.peek().start();
    String query = text.query(cursor, UNBOUND);
    boolean isLate = !cursor.atEnd();
    String definition = isLate ? text.text() : text.text().substring(start);
    if (isLate) {
      UNBOUND.forEach(cursor::take);
    }
    Commands.end(cursor);
    String made = name.made(tables);
    List<String> steps = new ArrayList<>();
    if (replaces) {
      // PostgreSQL replaces a view only by one with the same columns.
      steps.add("select redshift.drop_replaced_view(" + ObjectName.text(made) + ")");
    }
    steps.add("create view " + made + columns + " as " + query);
    steps.add(kept(made, isLate, definition));
    return new Translated.Steps(steps, "create view");
  }

  static Translated materialized(Cursor cursor, Text text, Tables tables) {
    cursor.take("materialized");
    cursor.take("view");
    ObjectName name = ObjectName.read(cursor, tables);
    TableAttributes attributes = new TableAttributes();
    while (attributes.reads(cursor) || readsRefresh(cursor)) {
      // Each is kept.
    }
    cursor.take("as");
    String made = name.made(tables);
    String query = text.query(cursor);
    List<String> steps = new ArrayList<>();
    steps.add("create materialized view " + made + " as " + query);
    steps.addAll(attributes.steps(made));
    steps.add(kept(made, false, text.text()));
    return new Translated.Steps(steps, "create materialized view");
  }

  private static boolean readsRefresh(Cursor cursor) {
    if (!cursor.sees("auto", "refresh")) {
      return false;
    }
    cursor.take();
    cursor.take();
    cursor.take();
    return true;
  }

  static Translated refresh(Cursor cursor, Tables tables) {
    cursor.take("refresh");
    cursor.take("materialized");
    cursor.take("view");
    ObjectName name = ObjectName.read(cursor, tables);
    if (cursor.sees("cascade") || cursor.sees("restrict")) {
      cursor.take();
    }
    Commands.end(cursor);
    return new Translated.Steps(
        List.of("refresh materialized view " + name.sql()), "refresh materialized view");
  }

  private static String columns(Cursor cursor) {
    List<String> names = Commands.names(cursor);
    return " (" + String.join(", ", names.stream().map(ObjectName::quoted).toList()) + ")";
  }

  private static String kept(String view, boolean isLate, String definition) {
    return "select redshift.keep_view_definition(%s::regclass, %b, %s)"
        .formatted(ObjectName.text(view), isLate, ObjectName.text(definition));
  }
}
