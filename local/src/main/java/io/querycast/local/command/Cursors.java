package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Positions;
import io.querycast.local.sql.tree.Token;
import java.util.List;

/** DECLARE, FETCH and CLOSE: the result of a query, a few rows at a time. */
final class Cursors {
  private Cursors() {}

  static Translated read(Token verb, Cursor cursor, Text text) {
    return switch (verb.value()) {
      case "declare" -> declare(cursor, text);
      case "fetch" -> fetch(cursor);
      default -> {
        String name = ObjectName.quoted(cursor.takeName().value());
        yield run(cursor, "close " + name, "close");
      }
    };
  }

  private static Translated declare(Cursor cursor, Text text) {
    String declare = "declare " + ObjectName.quoted(cursor.takeName().value()) + " cursor for ";
    cursor.take("cursor");
    cursor.take("for");
    Token first = cursor.peek();
    // What FETCH answers has the sizes that the query would have.
    Translated.Run query = text.relation(text.part(cursor, List.of()), first);
    return new Translated.Run(
        declare + query.sql(),
        List.of(),
        query.positions().within(text.text(), declare.length(), 0),
        List.of(),
        "declare");
  }

  /** {@code fetch next|all|forward [count|all] from name}. */
  private static Translated fetch(Cursor cursor) {
    String rows = cursor.seesAny(List.of("next", "all")) ? cursor.take().value() : forward(cursor);
    cursor.take("from");
    String name = ObjectName.quoted(cursor.takeName().value());
    return run(cursor, "fetch " + rows + " from " + name, "fetch");
  }

  private static String forward(Cursor cursor) {
    String rows = cursor.take("forward").value();
    boolean isCounted =
        cursor.sees("all")
            || (cursor.peek().kind() == Token.Kind.NUMBER
                && cursor.peek().value().matches("[0-9]{1,9}"));
    return isCounted ? rows + " " + cursor.take().value() : rows;
  }

  private static Translated run(Cursor cursor, String sql, String command) {
    Commands.end(cursor);
    return new Translated.Run(sql, List.of(), Positions.none(), List.of(), command);
  }
}
