package io.querycast.local.sql.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Trees that a rewrite makes, written as SQL of our own with places for what users wrote. */
public final class Made {
  private static final Map<String, List<Token>> TEMPLATES = new ConcurrentHashMap<>();

  private Made() {}

  /**
   * A tree of this kind.
   *
   * @param near what the new tokens stand for; an error in them points at it
   * @param template SQL, where {@code :a}, {@code :b} ... stand for the parts
   */
  public static Tree of(Kind kind, Token near, String template, Node... parts) {
    List<Node> made = new ArrayList<>();
    for (Token token : TEMPLATES.computeIfAbsent(template, Made::tokens)) {
      made.add(
          token.kind() == Token.Kind.PARAMETER
              ? parts[token.value().charAt(0) - 'a']
              : new Token(token.kind(), token.value(), near.start(), near.end()));
    }
    return new Tree(kind, made);
  }

  private static List<Token> tokens(String template) {
    List<Token> tokens = Lexer.tokens(template, true);
    return List.copyOf(tokens.subList(0, tokens.size() - 1));
  }

  /** {@code "name"(argument, argument ...)}. */
  public static Tree call(Token near, String name, Node... arguments) {
    List<Node> parts = new ArrayList<>();
    parts.add(Tree.of(Kind.COLUMN, near.as(Token.Kind.NAME, name)));
    parts.add(mark(near, "("));
    if (arguments.length > 0) {
      parts.add(arguments(near, List.of(arguments)));
    }
    parts.add(mark(near, ")"));
    return new Tree(Kind.CALL, parts);
  }

  /** {@code "name"(arguments)}, where DISTINCT may be among them. */
  public static Tree aggregate(Token near, String name, Tree arguments) {
    return Tree.of(
        Kind.CALL,
        Tree.of(Kind.COLUMN, near.as(Token.Kind.NAME, name)),
        mark(near, "("),
        arguments,
        mark(near, ")"));
  }

  public static Tree arguments(Token near, List<? extends Node> arguments) {
    return new Tree(Kind.ARGUMENTS, separated(near, arguments));
  }

  /** The parts with commas between them. */
  public static List<Node> separated(Token near, List<? extends Node> parts) {
    List<Node> separated = new ArrayList<>();
    for (Node part : parts) {
      if (!separated.isEmpty()) {
        separated.add(mark(near, ","));
      }
      separated.add(part);
    }
    return separated;
  }

  public static Tree text(Token near, String value) {
    return Tree.of(Kind.LITERAL, near.as(Token.Kind.TEXT, value)).typed(Type.UNKNOWN);
  }

  public static Tree number(Token near, int value) {
    return Tree.of(Kind.LITERAL, near.as(Token.Kind.NUMBER, String.valueOf(value)))
        .typed(Type.INTEGER);
  }

  /** {@code relation.name}, or the name alone if the relation has none. */
  public static Tree column(Token near, String relation, String name) {
    Token column = near.as(Token.Kind.NAME, name);
    return relation == null
        ? Tree.of(Kind.COLUMN, column)
        : Tree.of(Kind.COLUMN, near.as(Token.Kind.NAME, relation), mark(near, "."), column);
  }

  /** {@code expression as name}. */
  public static Tree item(Tree expression, String name) {
    Token near = expression.first();
    return Tree.of(Kind.ITEM, expression, word(near, "as"), near.as(Token.Kind.NAME, name));
  }

  /** {@code ( expression )}. */
  public static Tree parentheses(Tree expression) {
    Token near = expression.first();
    return Tree.of(Kind.LIST, mark(near, "("), expression, mark(near, ")"))
        .typed(expression.type());
  }

  /** {@code ( query )}. */
  public static Tree nested(Tree query) {
    Token near = query.first();
    return Tree.of(Kind.NESTED, mark(near, "("), query, mark(near, ")"));
  }

  public static Token mark(Token near, String mark) {
    return near.as(Token.Kind.MARK, mark);
  }

  public static Token word(Token near, String word) {
    return near.as(Token.Kind.WORD, word);
  }
}
