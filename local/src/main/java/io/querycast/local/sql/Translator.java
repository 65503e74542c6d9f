package io.querycast.local.sql;

import io.querycast.local.sql.names.Closed;
import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.parser.Parser;
import io.querycast.local.sql.rewrite.Rewriter;
import io.querycast.local.sql.rewrite.Sized;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Reads;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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
    List<Token> tokens = tokens(text, tables);
    if (tokens.size() == 1) {
      return new Translated.Nothing();
    }
    Translated session = SessionCommands.read(new Cursor(tokens), tables);
    return session != null ? session : run(text, tokens, tables, false);
  }

  /**
   * Translates the query that a table or a view is made of: what it computes is cast to the sizes
   * that Redshift gives the columns.
   */
  public static Translated.Run relation(String query, Tables tables) {
    return run(query, tokens(query, tables), tables, true);
  }

  /** The relations that a query reads, as it names them; only its words are read. */
  public static List<Relations.Named> relations(String query, Tables tables) {
    return Relations.of(new Parser(tokens(query, tables)).statement());
  }

  /** The word that begins ORDER BY, LIMIT or OFFSET of a query; empty if it has none of them. */
  public static Optional<Token> orderOrLimit(String query, Tables tables) {
    Tree tree = new Parser(tokens(query, tables)).statement();
    return Stream.of(Kind.ORDER, Kind.LIMIT, Kind.OFFSET)
        .map(tree::child)
        .filter(Objects::nonNull)
        .map(Tree::first)
        .findFirst();
  }

  /**
   * The table of which a query takes columns and rows as they are, in no order of its own; empty if
   * it is no such query.
   */
  public static Optional<Relations.Named> copied(String query, Tables tables) {
    Tree tree = new Parser(tokens(query, tables)).statement();
    while (tree.children().size() == 1 && tree.child(Kind.NESTED) != null) {
      tree = tree.child(Kind.NESTED).child(Kind.QUERY);
    }
    Tree select = tree.child(Kind.SELECT);
    boolean isPlain =
        select != null
            && tree.children().size() == 1
            && select.children().stream()
                .allMatch(part -> part.is(Kind.ITEMS) || part.is(Kind.FROM) || part.is(Kind.WHERE));
    Tree from = select == null ? null : select.child(Kind.FROM);
    boolean isOfOneTable =
        isPlain
            && from != null
            && from.children().size() == 1
            && from.children().get(0).is(Kind.TABLE)
            && !calls(select.child(Kind.ITEMS));
    List<Relations.Named> read = isOfOneTable ? Relations.of(tree) : List.of();
    return read.size() == 1 ? Optional.of(read.get(0)) : Optional.empty();
  }

  private static boolean calls(Tree tree) {
    return tree.is(Kind.CALL) || tree.children().stream().anyMatch(Translator::calls);
  }

  /** How Redshift refreshes a materialised view of a query. */
  public static Refreshes refreshes(String query, Tables tables) {
    return Refreshes.of(new Parser(tokens(query, tables)).statement());
  }

  /** The relation that a statement changes, as it names it; null for a query. */
  public static Relations.Named target(String statement, Tables tables) {
    return Relations.target(new Parser(tokens(statement, tables)).statement());
  }

  /** Whether a text is a query of expressions alone, which reads nothing. */
  public static boolean isExpressions(String text, Tables tables) {
    Tree query = new Parser(tokens(text, tables)).statement();
    Tree select = query.child(Kind.SELECT);
    return query.is(Kind.QUERY)
        && query.children().size() == 1
        && select != null
        && select.children().size() == 1;
  }

  /** Translates an expression without parameters that stands alone, such as a DEFAULT. */
  public static String expression(String text, Tables tables) {
    Tree expression = new Parser(tokens(text, tables)).expression();
    Closed.checkCalls(expression, tables);
    Writer writer = new Writer(text, new Rewriter(tables).expression(expression));
    if (!writer.parameters().isEmpty()) {
      throw new Refused("there is no parameter in a command that makes something", -1);
    }
    return writer.sql();
  }

  private static List<Token> tokens(String text, Tables tables) {
    List<Token> tokens = new ArrayList<>(Lexer.tokens(text, tables.isCaseSensitive()));
    while (tokens.size() > 1 && tokens.get(tokens.size() - 2).isMark(";")) {
      tokens.remove(tokens.size() - 2);
    }
    return tokens;
  }

  private static Translated.Run run(
      String text, List<Token> tokens, Tables tables, boolean isSized) {
    Tree statement = new Parser(tokens).statement();
    String command = command(statement);
    Closed.checkCalls(statement, tables);
    List<Reads.Query> reads = Reads.of(statement);
    List<Column> columns = new Rewriter(tables).statement(statement);
    if (isSized || command.equals("select into")) {
      Sized.columns(statement, columns);
    }
    Writer writer = new Writer(text, statement);
    writer.positions().read(reads);
    return new Translated.Run(
        writer.sql(), writer.parameters(), writer.positions(), columns, command);
  }

  /** The keyword that says what a statement does. */
  private static String command(Tree statement) {
    if (statement.is(Kind.QUERY)) {
      return Sized.into(statement) == null ? "select" : "select into";
    }
    return statement.parts().stream()
        .filter(Token.class::isInstance)
        .map(part -> ((Token) part).value())
        .findFirst()
        .orElseThrow();
  }
}
