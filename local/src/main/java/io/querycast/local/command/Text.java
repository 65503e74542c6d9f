package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.List;
import java.util.Set;

/** The text of a statement, whose queries and expressions are translated on their own. */
record Text(String text, Tables tables) {
  /** What ends a DEFAULT. */
  private static final Set<String> ENDS =
      Set.of(
          "default",
          "generated",
          "encode",
          "distkey",
          "sortkey",
          "not",
          "null",
          "primary",
          "unique",
          "references",
          "collate",
          "identity");

  /**
   * The text of a query that ends before words that belong to the statement; goes past it. What
   * stands before it is blank, so a place in the query is its place in the statement.
   */
  String part(Cursor cursor, List<String> ending) {
    Token first = cursor.peek();
    int end = first.end();
    while (!cursor.atEnd() && (ending.isEmpty() || !cursor.sees(ending.toArray(String[]::new)))) {
      end = cursor.take().end();
    }
    return " ".repeat(first.start()) + text.substring(first.start(), end);
  }

  /** The tokens from here to the end, as they are written. */
  String rest(Cursor cursor) {
    int start = cursor.peek().start();
    int end = start;
    while (!cursor.atEnd()) {
      end = cursor.take().end();
    }
    return text.substring(start, end);
  }

  /** Translates the expression that comes next, up to an option of a column or the list's end. */
  String operand(Cursor cursor) {
    Token first = cursor.peek();
    int end = first.end();
    int depth = 0;
    while (!cursor.atEnd()) {
      Token next = cursor.peek();
      boolean ends =
          next.isMark(",")
              || next.isMark(")")
              || (next.kind() == Token.Kind.WORD
                  && ENDS.contains(next.value())
                  && next.start() != first.start());
      if (depth == 0 && ends) {
        break;
      }
      depth += next.isMark("(") ? 1 : next.isMark(")") ? -1 : 0;
      end = cursor.take().end();
    }
    return "(" + Translator.expression(text.substring(first.start(), end), tables) + ")";
  }

  /** Translates the query of a view or a table. */
  Translated.Run relation(String query, Token at) {
    Translated.Run run = Translator.relation(query, tables);
    if (!run.command().equals("select")) {
      throw Commands.unknown(at);
    }
    if (!run.parameters().isEmpty()) {
      throw new Refused("there is no parameter in a command that makes something", at.start());
    }
    return run;
  }
}
