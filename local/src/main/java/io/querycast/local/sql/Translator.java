package io.querycast.local.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns one statement of Redshift's into PostgreSQL's.
 *
 * <p>The text is cut into tokens ({@link Lexer}), read into a tree that holds each of them ({@link
 * Parser}), and written again ({@link Writer}).
 */
public final class Translator {
  private Translator() {}

  /**
   * Translates one statement; a semicolon may follow it.
   *
   * @param tables what the session sees
   * @throws Refused with Redshift's words, if Redshift would refuse it or it is not available here
   */
  public static Translated translate(String text, Tables tables) {
    List<Token> tokens = new ArrayList<>(Lexer.tokens(text, tables.isCaseSensitive()));
    while (tokens.size() > 1 && tokens.get(tokens.size() - 2).isMark(";")) {
      tokens.remove(tokens.size() - 2);
    }
    if (tokens.size() == 1) {
      return new Translated.Nothing();
    }
    Translated session = SessionCommands.read(new Cursor(tokens));
    return session != null ? session : run(text, tokens, tables);
  }

  private static Translated run(String text, List<Token> tokens, Tables tables) {
    Tree statement = new Parser(tokens).statement();
    List<Column> columns = new Rewriter(tables).statement(statement);
    Writer writer = new Writer(text, statement);
    return new Translated.Run(
        writer.sql(), writer.parameters(), writer.positions(), columns, command(statement));
  }

  /** The keywords that say what a statement does. */
  private static String command(Tree statement) {
    if (statement.is(Kind.QUERY)) {
      return "select";
    }
    StringBuilder command = new StringBuilder();
    for (Node part : statement.parts()) {
      boolean isFirst = command.isEmpty();
      if (part instanceof Tree) {
        if (!isFirst) {
          break;
        }
      } else {
        String word = ((Token) part).value();
        command.append(isFirst ? "" : " ").append(word);
        if (!List.of("create", "drop", "alter", "or", "replace", "temp", "temporary", "local")
            .contains(word)) {
          break;
        }
      }
    }
    return command.toString();
  }
}
