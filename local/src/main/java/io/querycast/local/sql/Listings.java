package io.querycast.local.sql;

import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Positions;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads SHOW TABLES, SHOW COLUMNS and their like: questions that the catalogue answers. */
final class Listings {
  private Listings() {}

  /** What is shown; null if the name of a setting follows SHOW. */
  static Translated read(Cursor cursor, Tables tables) {
    return switch (cursor.peek().kind() == Token.Kind.WORD ? cursor.peek().value() : "") {
      case "databases" -> databases(cursor);
      case "schemas" -> schemas(cursor);
      case "tables" -> ofSchema(cursor, "show_tables");
      case "functions" -> ofSchema(cursor, "show_functions");
      case "procedures" -> ofSchema(cursor, "show_procedures");
      case "column" -> columnGrants(cursor);
      case "columns" -> {
        tables.bindAll();
        yield columns(cursor);
      }
      case "constraints" -> constraints(cursor);
      case "grants" -> grants(cursor);
      case "parameters" -> parameters(cursor);
      case "table" -> definition(cursor, "show_table", "Show Table DDL statement");
      case "view" -> definition(cursor, "show_view", "Show View DDL statement");
      case "procedure", "model", "datashares", "external" -> throw notAvailable(cursor);
      default -> null;
    };
  }

  /** SHOW of what this warehouse has not. */
  private static Refused notAvailable(Cursor cursor) {
    Token what = cursor.take();
    return Refused.notAvailable("SHOW " + what.value().toUpperCase(Locale.ROOT), what);
  }

  private static Translated databases(Cursor cursor) {
    cursor.take();
    if (cursor.sees("from")) {
      throw Refused.notAvailable("SHOW DATABASES FROM DATA CATALOG", cursor.peek());
    }
    String pattern = pattern(cursor);
    String condition = pattern == null ? "" : " where database_name like " + text(pattern);
    return listing(cursor, "show_databases()" + condition);
  }

  private static Translated schemas(Cursor cursor) {
    cursor.take();
    cursor.take("from");
    cursor.take("database");
    String database = cursor.takeLabel().value();
    return listing(cursor, call("show_schemas", database, pattern(cursor)));
  }

  private static Translated ofSchema(Cursor cursor, String function) {
    cursor.take();
    cursor.take("from");
    cursor.take("schema");
    List<String> name = name(cursor, 2);
    return listing(cursor, call(function, name.get(0), name.get(1), pattern(cursor)));
  }

  private static Translated columns(Cursor cursor) {
    cursor.take();
    cursor.take("from");
    cursor.take("table");
    List<String> name = name(cursor, 3);
    return listing(
        cursor, call("show_columns", name.get(0), name.get(1), name.get(2), pattern(cursor)));
  }

  private static Translated constraints(Cursor cursor) {
    cursor.take();
    boolean isForeign = cursor.sees("foreign");
    cursor.take(isForeign ? "foreign" : "primary");
    cursor.take("keys");
    boolean isExported = isForeign && cursor.sees("exported");
    if (isExported) {
      cursor.take();
    }
    cursor.take("from");
    cursor.take("table");
    List<String> name = name(cursor, 3);
    String arguments = call("", name.get(0), name.get(1), name.get(2));
    return listing(
        cursor,
        isForeign
            ? "show_foreign_keys" + arguments.replaceFirst("\\)$", ", " + isExported + ")")
            : "show_primary_keys" + arguments);
  }

  private static Translated grants(Cursor cursor) {
    cursor.take();
    if (!cursor.sees("on", "table")) {
      throw Refused.notAvailable("SHOW GRANTS of what is no table", cursor.peek());
    }
    cursor.take();
    cursor.take();
    List<String> name = name(cursor, 3);
    return listing(cursor, call("show_grants", name.get(0), name.get(1), name.get(2)));
  }

  private static Translated columnGrants(Cursor cursor) {
    cursor.take();
    cursor.take("grants");
    cursor.take("on");
    cursor.take("table");
    List<String> name = name(cursor, 3);
    String grantee = null;
    String kind = null;
    if (cursor.sees("for")) {
      cursor.take();
      kind = cursor.sees("public") || cursor.sees("role") ? cursor.peek().value() : "user";
      if (cursor.sees("role")) {
        cursor.take();
      }
      grantee = cursor.takeLabel().value();
    }
    return listing(
        cursor, call("show_column_grants", name.get(0), name.get(1), name.get(2), grantee, kind));
  }

  private static Translated parameters(Cursor cursor) {
    cursor.take();
    cursor.take("of");
    cursor.take(cursor.sees("procedure") ? "procedure" : "function");
    List<String> name = name(cursor, 3);
    return listing(cursor, call("show_parameters", name.get(0), name.get(1), name.get(2)));
  }

  /** The statement that makes a table or view, in one column of this name. */
  private static Translated definition(Cursor cursor, String function, String label) {
    cursor.take();
    List<String> quoted = new ArrayList<>();
    for (String part : name(cursor, 3)) {
      if (part != null) {
        quoted.add('"' + part.replace("\"", "\"\"") + '"');
      }
    }
    return run(
        cursor,
        "select redshift.%s(%s::regclass) as \"%s\""
            .formatted(function, text(String.join(".", quoted)), label));
  }

  /** The parts of a name; those that are missing in front are null. */
  private static List<String> name(Cursor cursor, int parts) {
    List<String> name = new ArrayList<>();
    name.add(cursor.takeLabel().value());
    while (cursor.seesMark(".") && name.size() < parts) {
      cursor.take();
      name.add(cursor.takeLabel().value());
    }
    while (name.size() < parts) {
      name.add(0, null);
    }
    return name;
  }

  private static String pattern(Cursor cursor) {
    if (!cursor.sees("like")) {
      return null;
    }
    cursor.take();
    return literal(cursor, Token.Kind.TEXT);
  }

  private static String literal(Cursor cursor, Token.Kind kind) {
    if (cursor.peek().kind() != kind) {
      throw cursor.unexpected();
    }
    return cursor.take().value();
  }

  private static Translated listing(Cursor cursor, String call) {
    String limit = "";
    if (cursor.sees("limit")) {
      cursor.take();
      limit = " limit " + text(literal(cursor, Token.Kind.NUMBER));
    }
    return run(cursor, "select * from redshift." + call + limit);
  }

  private static Translated run(Cursor cursor, String sql) {
    if (!cursor.atEnd()) {
      throw cursor.unexpected();
    }
    return new Translated.Run(sql, List.of(), Positions.none(), List.of(), "show");
  }

  private static String call(String function, String... arguments) {
    List<String> written = new ArrayList<>();
    for (String argument : arguments) {
      written.add(argument == null ? "null" : text(argument));
    }
    return function + "(" + String.join(", ", written) + ")";
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
