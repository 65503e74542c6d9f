package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Closed;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Scalar functions in SQL; those in Python, and procedures, are not available here. */
final class Functions {
  private static final String ARGUMENT = "argument_";
  private static final Pattern NUMBERED = Pattern.compile("\\$[1-9][0-9]{0,2}");

  private Functions() {}

  static Translated create(Cursor cursor, Text text, Tables tables, boolean replaces) {
    cursor.take("function");
    Token first = cursor.peek();
    ObjectName name = ObjectName.read(cursor, tables);
    // The engine would take the one that fits best, also in the queries of others.
    if (Closed.isRedshifts(name.name())) {
      throw Refused.notAvailable("A function with the name of one of Redshift's", first);
    }
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
    String sql = body(named(statements.get(0), types.size(), body), body, tables);
    return new Translated.Steps(
        List.of(
            "create %sfunction %s(%s) returns %s %s language sql as %s"
                .formatted(
                    replaces ? "or replace " : "",
                    name.made(tables),
                    arguments(types),
                    returns.sql(),
                    volatility.value(),
                    ObjectName.text(sql))),
        "create function");
  }

  private static String arguments(List<String> types) {
    List<String> arguments = new ArrayList<>();
    for (String type : types) {
      arguments.add(ARGUMENT + (arguments.size() + 1) + " " + type);
    }
    return String.join(", ", arguments);
  }

  /** The body with names for {@code $1}, {@code $2} ..., which nothing else may hold. */
  private static String named(String body, int arguments, Token text) {
    StringBuilder named = new StringBuilder();
    int at = 0;
    for (Token token : Lexer.tokens(body, false)) {
      String written = body.substring(token.start(), token.end());
      if (NUMBERED.matcher(written).matches()) {
        if (Integer.parseInt(written.substring(1)) > arguments) {
          throw new Refused("there is no parameter " + written, text.start());
        }
        named.append(body, at, token.start()).append(ARGUMENT).append(written.substring(1));
        at = token.end();
      }
    }
    return named.append(body.substring(at)).toString();
  }

  private static String body(String text, Token at, Tables tables) {
    if (!Translator.isExpressions(text, tables)) {
      throw new Refused(
          "The body of a SQL function is a SELECT without FROM, INTO, WHERE, GROUP BY, ORDER BY and"
              + " LIMIT",
          at.start());
    }
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
      boolean isNamed =
          !cursor.peek(1).isMark(",")
              && !cursor.peek(1).isMark(")")
              && !cursor.peek(1).isMark("(")
              && !cursor.peek(1).isWord(List.of("varying", "precision"));
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
