package io.querycast.local.command;

import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Lexer;
import io.querycast.local.sql.Refused;
import io.querycast.local.sql.Tables;
import io.querycast.local.sql.Token;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import java.util.ArrayList;
import java.util.List;

/** Scalar functions in SQL; those in Python, and procedures, are not available here. */
final class Functions {
  private Functions() {}

  static Translated create(Cursor cursor, Text text, Tables tables, boolean replaces) {
    cursor.take("function");
    ObjectName name = ObjectName.read(cursor, tables);
    List<String> types = types(cursor);
    cursor.take("returns");
    ColumnType returns = ColumnType.read(cursor);
    Token volatility = cursor.peek();
    if (!cursor.seesAny(List.of("volatile", "stable", "immutable"))) {
      throw cursor.unexpected();
    }
    cursor.take();
    cursor.take("as");
    if (cursor.peek().kind() != Token.Kind.TEXT) {
      throw cursor.unexpected();
    }
    Token body = cursor.take();
    cursor.take("language");
    Token language = cursor.take();
    if (!language.isWord("sql")) {
      throw Commands.notAvailable("CREATE FUNCTION in language", language);
    }
    Commands.end(cursor);
    List<String> statements = Lexer.statements(body.value());
    if (statements.size() != 1) {
      throw new Refused("The body of a SQL function is one SELECT", body.start());
    }
    String sql = body(statements.get(0), body, tables);
    return new Translated.Steps(
        List.of(
            "create %sfunction %s(%s) returns %s %s language sql as %s"
                .formatted(
                    replaces ? "or replace " : "",
                    name.made(tables),
                    String.join(", ", types),
                    returns.sql(),
                    volatility.value(),
                    ObjectName.text(sql))),
        "create function");
  }

  private static String body(String text, Token at, Tables tables) {
    Translated translated = Translator.translate(text, tables);
    if (translated instanceof Translated.Run run && run.command().equals("select")) {
      return run.sql();
    }
    throw new Refused("The body of a SQL function is one SELECT", at.start());
  }

  /** A function's name with the types of its arguments. */
  static String signature(Cursor cursor, Tables tables) {
    ObjectName name = ObjectName.read(cursor, tables);
    return name.sql() + "(" + String.join(", ", types(cursor)) + ")";
  }

  /** The types of the arguments; their names have no meaning in SQL functions. */
  private static List<String> types(Cursor cursor) {
    List<String> types = new ArrayList<>();
    cursor.takeMark("(");
    while (!cursor.seesMark(")")) {
      boolean isNamed = !cursor.peek(1).isMark(",") && !cursor.peek(1).isMark(")")
          && !cursor.peek(1).isMark("(") && !cursor.peek(1).isWord(List.of("varying", "precision"));
      if (isNamed) {
        cursor.take();
      }
      types.add(ColumnType.read(cursor).sql().replaceFirst("\\(.*", ""));
      if (cursor.seesMark(",")) {
        cursor.take();
      }
    }
    cursor.takeMark(")");
    return types;
  }
}
