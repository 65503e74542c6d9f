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
      case "tables" -> tables(cursor);
      case "functions" -> ofSchema(cursor, "show_functions");
      case "procedures" -> ofSchema(cursor, "show_procedures");
      case "columns" -> {
        tables.bindAll();
        yield columns(cursor);
      }
      case "constraints" -> constraints(cursor);
      case "grants" -> GrantListings.grants(cursor);
      case "column" -> GrantListings.columnGrants(cursor);
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

  private static Translated tables(Cursor cursor) {
    return cursor.peek(2).isWord("database")
        ? ofDatabase(cursor, "show_tables", "table_name")
        : ofSchema(cursor, "show_tables");
  }

  /** All of a database at once: how drivers ask. */
  static Translated ofDatabase(Cursor cursor, String function, String... names) {
    cursor.take();
    cursor.take("from");
    cursor.take("database");
    String database = cursor.takeLabel().value();
    driverToken(cursor);
    return listing(
        cursor,
        "%s(%s, null, null%s)%s"
            .formatted(
                function,
                text(database),
                names.length > 1 ? ", null" : "",
                filters(cursor, names)));
  }

  /** The token of a driver says who asks, which changes nothing. */
  static void driverToken(Cursor cursor) {
    if (cursor.sees("driver_token")) {
      cursor.take();
      literal(cursor, Token.Kind.TEXT);
    }
  }

  /** {@code WHERE SCHEMA_NAME LIKE 'a%' AND TABLE_NAME LIKE 'b%'}. */
  static String filters(Cursor cursor, String... names) {
    StringBuilder conditions = new StringBuilder();
    while (cursor.sees(conditions.isEmpty() ? "where" : "and")) {
      conditions.append(' ').append(cursor.take().value()).append(' ');
      Token name = cursor.take();
      if (!name.isWord("schema_name") && !List.of(names).contains(name.value())) {
        throw Refused.unexpected(name);
      }
      cursor.take("like");
      conditions
          .append(name.value())
          .append(" like ")
          .append(text(literal(cursor, Token.Kind.TEXT)));
    }
    return conditions.toString();
  }

  private static Translated columns(Cursor cursor) {
    if (cursor.peek(2).isWord("database")) {
      return ofDatabase(cursor, "show_columns", "table_name", "column_name");
    }
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

  private static Translated parameters(Cursor cursor) {
    cursor.take();
    cursor.take("of");
    Token routine = cursor.peek();
    cursor.take(cursor.sees("procedure") ? "procedure" : "function");
    List<String> name = name(cursor, 3);
    List<String> types = types(cursor);
    String call = call("", name.get(0), name.get(1), name.get(2));
    return listing(
        cursor,
        "show_%s_parameters%s"
            .formatted(
                routine.value(),
                call.replaceFirst(
                    "\\)$", ", " + array(types) + ", " + nullable(pattern(cursor)) + ")")));
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
  static List<String> name(Cursor cursor, int parts) {
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

  static String pattern(Cursor cursor) {
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

  static Translated listing(Cursor cursor, String call) {
    return listing(cursor, "*", call);
  }

  static Translated listing(Cursor cursor, String columns, String call) {
    String limit = "";
    if (cursor.sees("limit")) {
      cursor.take();
      limit = " limit " + text(literal(cursor, Token.Kind.NUMBER));
    }
    return run(cursor, "select %s from redshift.%s%s".formatted(columns, call, limit));
  }

  private static Translated run(Cursor cursor, String sql) {
    if (!cursor.atEnd()) {
      throw cursor.unexpected();
    }
    return new Translated.Run(sql, List.of(), Positions.none(), List.of(), "show");
  }

  static String call(String function, String... arguments) {
    List<String> written = new ArrayList<>();
    for (String argument : arguments) {
      written.add(nullable(argument));
    }
    return function + "(" + String.join(", ", written) + ")";
  }

  /** The types of a function's arguments, without their lengths; null if they are not told. */
  static List<String> types(Cursor cursor) {
    if (!cursor.seesMark("(")) {
      return null;
    }
    List<String> types = new ArrayList<>();
    for (cursor.take(); !cursor.seesMark(")"); ) {
      StringBuilder type = new StringBuilder(cursor.takeLabel().value());
      while (cursor.peek().kind() == Token.Kind.WORD) {
        type.append(' ').append(cursor.take().value());
      }
      if (cursor.seesMark("(")) {
        while (!cursor.seesMark(")")) {
          cursor.take();
        }
        cursor.take();
      }
      types.add(type.toString());
      if (!cursor.seesMark(")")) {
        cursor.takeMark(",");
      }
    }
    cursor.take();
    return types;
  }

  static String array(List<String> texts) {
    return texts == null
        ? "null"
        : "array[" + String.join(", ", texts.stream().map(Listings::text).toList()) + "]::text[]";
  }

  static String nullable(String value) {
    return value == null ? "null" : text(value);
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
