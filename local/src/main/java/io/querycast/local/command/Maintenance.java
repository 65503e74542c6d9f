package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Positions;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What keeps a warehouse in order, and the rest of the commands. */
final class Maintenance {
  /** What has a plan. */
  private static final List<String> EXPLAINED =
      List.of("select", "select into", "insert", "update", "delete");

  /** What COMPROWS takes at most. */
  private static final long MOST_ROWS = 1_000_000_000;

  private Maintenance() {}

  static Translated read(Cursor cursor, Text text, Tables tables) {
    Token verb = cursor.take();
    return switch (verb.value()) {
      case "truncate" -> {
        if (cursor.sees("table")) {
          cursor.take();
        }
        String table = ObjectName.read(cursor, tables).sql();
        yield steps(
            verb,
            cursor,
            "select redshift.borrow(%s::regclass, 'truncate')".formatted(ObjectName.text(table)),
            "truncate " + table,
            "select redshift.give_back()");
      }
      case "analyze", "analyse" -> analyze(verb, cursor, tables);
      case "vacuum" -> vacuum(verb, cursor, tables);
      case "comment" -> comment(verb, cursor, tables);
      case "lock" -> lock(verb, cursor, tables);
      case "use" -> use(verb, cursor, tables);
      case "cancel" -> cancel(verb, cursor);
      case "explain" -> explain(cursor, text, tables);
      case "prepare", "execute", "deallocate" -> null;
      case "declare", "fetch", "close" -> Cursors.read(verb, cursor, text);
      default -> throw Refused.notAvailable(verb.value().toUpperCase(Locale.ROOT), verb);
    };
  }

  private static Translated.Steps steps(Token verb, Cursor cursor, String... steps) {
    Commands.end(cursor);
    return new Translated.Steps(List.of(steps), verb.value());
  }

  private static Translated analyze(Token verb, Cursor cursor, Tables tables) {
    if (cursor.sees("compression")) {
      return compression(cursor, tables);
    }
    if (cursor.sees("verbose")) {
      cursor.take();
    }
    if (cursor.atEnd()) {
      return steps(verb, cursor, "analyze");
    }
    String table = ObjectName.read(cursor, tables).sql();
    String analyze = "analyze " + table;
    if (cursor.seesMark("(")) {
      List<String> columns = Commands.names(cursor);
      analyze += " (" + String.join(", ", columns.stream().map(ObjectName::quoted).toList()) + ")";
    }
    if (cursor.sees("predicate", "columns") || cursor.sees("all", "columns")) {
      cursor.take();
      cursor.take();
    }
    return steps(verb, cursor, analyze, indexed(table));
  }

  /** The report on one table or on all, in which the columns that are not named say nothing. */
  private static Translated compression(Cursor cursor, Tables tables) {
    cursor.take();
    String table = "null";
    String columns = "null";
    if (!cursor.atEnd() && !cursor.sees("comprows")) {
      table = ObjectName.text(ObjectName.read(cursor, tables).sql()) + "::regclass";
      columns = cursor.seesMark("(") ? ObjectName.array(Commands.names(cursor)) : columns;
    }
    if (cursor.sees("comprows")) {
      cursor.take();
      Token rows = cursor.take();
      boolean isNumber = rows.kind() == Token.Kind.NUMBER && rows.value().matches("[0-9]{4,10}");
      if (!isNumber || Long.parseLong(rows.value()) > MOST_ROWS) {
        throw new Refused("COMPROWS must be between 1000 and 1000000000", rows.start());
      }
    }
    Commands.end(cursor);
    String report =
        "select \"Table\", \"Column\", \"Encoding\", \"Est_reduction_pct\"::numeric(5, 2)"
            + " from redshift.analyze_compression(%s, %s)";
    return new Translated.Run(
        report.formatted(table, columns),
        List.of(),
        Positions.none(),
        List.of(),
        "analyze compression");
  }

  /** The engine keeps itself in order; a table that is named must be there. */
  private static Translated vacuum(Token verb, Cursor cursor, Tables tables) {
    boolean mayTakeThreshold = !cursor.sees("reindex");
    if (cursor.sees("full")
        || cursor.sees("sort")
        || cursor.sees("delete")
        || cursor.sees("reindex")
        || cursor.sees("recluster")) {
      cursor.take();
      if (cursor.sees("only")) {
        cursor.take();
      }
    }
    if (cursor.atEnd()) {
      return steps(verb, cursor).alone("VACUUM");
    }
    String table = ObjectName.read(cursor, tables).sql();
    if (mayTakeThreshold && cursor.sees("to")) {
      cursor.take();
      Token percent = cursor.take();
      boolean isNumber = percent.kind() == Token.Kind.NUMBER;
      if (!isNumber || !percent.value().matches("[0-9]{1,2}|100")) {
        throw Commands.unknown(percent);
      }
      cursor.take("percent");
    }
    if (cursor.sees("boost")) {
      cursor.take();
    }
    return steps(verb, cursor, "analyze " + table, indexed(table)).alone("VACUUM");
  }

  /** The step that brings a table's new rows into the index of its sort key. */
  private static String indexed(String table) {
    return "select redshift.index_rows(%s::regclass)".formatted(ObjectName.text(table));
  }

  private static Translated comment(Token verb, Cursor cursor, Tables tables) {
    cursor.take("on");
    Token what = cursor.take();
    String object =
        switch (what.value()) {
          case "table", "view" -> what.value() + " " + ObjectName.read(cursor, tables).sql();
          case "column" -> "column " + path(cursor);
          case "schema" -> "schema " + Schemas.name(cursor, tables);
          case "database" -> "database " + ObjectName.quoted(cursor.takeName().value());
          default -> null;
        };
    if (object == null) {
      throw what.isWord("constraint")
          ? Commands.notAvailable("COMMENT ON", what)
          : Commands.unknown(what);
    }
    cursor.take("is");
    Token text = cursor.take();
    if (text.kind() != Token.Kind.TEXT && !text.isWord("null")) {
      throw Commands.unknown(text);
    }
    String value = text.kind() == Token.Kind.TEXT ? text.value() : null;
    return steps(verb, cursor, "comment on " + object + " is " + ObjectName.text(value));
  }

  private static String path(Cursor cursor) {
    List<String> parts = new ArrayList<>(List.of(ObjectName.quoted(cursor.takeName().value())));
    while (cursor.seesMark(".")) {
      cursor.take();
      parts.add(ObjectName.quoted(cursor.takeLabel().value()));
    }
    return String.join(".", parts);
  }

  private static Translated lock(Token verb, Cursor cursor, Tables tables) {
    if (cursor.sees("table")) {
      cursor.take();
    }
    List<String> names = new ArrayList<>();
    do {
      if (!names.isEmpty()) {
        cursor.takeMark(",");
      }
      Token near = cursor.peek();
      ObjectName name = ObjectName.read(cursor, tables);
      if (tables.isView(name.schema(), name.name())) {
        throw new Refused("\"%s\" is not a table".formatted(name.name()), near.start());
      }
      names.add(name.sql());
    } while (cursor.seesMark(","));
    return steps(verb, cursor, "lock table " + String.join(", ", names));
  }

  private static Translated use(Token verb, Cursor cursor, Tables tables) {
    Token name = cursor.takeName();
    if (!name.value().equals(tables.database())) {
      throw new Refused("database \"%s\" does not exist".formatted(name.value()), name.start());
    }
    return steps(verb, cursor);
  }

  private static Translated cancel(Token verb, Cursor cursor) {
    Token pid = cursor.take();
    if (pid.kind() != Token.Kind.NUMBER || !pid.value().matches("[0-9]{1,9}")) {
      throw Commands.unknown(pid);
    }
    if (cursor.peek().kind() == Token.Kind.TEXT) {
      cursor.take();
    }
    return steps(verb, cursor, "select redshift.cancel(" + pid.value() + ")");
  }

  private static Translated explain(Cursor cursor, Text text, Tables tables) {
    // The whole tree of Redshift's planner is in no plan of the engine: VERBOSE shows the summary.
    if (cursor.sees("verbose")) {
      cursor.take();
    }
    if (cursor.sees("analyze") || cursor.seesMark("(")) {
      throw cursor.unexpected();
    }
    String before = "explain ";
    int start = cursor.peek().start();
    // What stands before it is blank, so a place in the statement is its place in the text.
    String explained = " ".repeat(start) + text.text().substring(start);
    Translated of = Commands.translate(explained, tables);
    if (of instanceof Translated.Run run && EXPLAINED.contains(run.command())) {
      return new Translated.Run(
          before + run.sql(),
          run.parameters(),
          run.positions().within(text.text(), before.length(), 0),
          List.of(),
          "explain");
    }
    if (of instanceof Translated.Steps made
        && made.command().equals("create table")
        && made.query() >= 0) {
      return new Translated.Run(
          before + made.steps().get(made.query()),
          List.of(),
          made.positions().within(text.text(), before.length(), 0),
          List.of(),
          "explain");
    }
    throw cursor.unexpected();
  }
}
