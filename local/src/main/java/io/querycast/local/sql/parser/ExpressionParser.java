package io.querycast.local.sql.parser;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads expressions: which operator binds to what. Operators that bind equally become one flat
 * tree, so a long sum is no deep one.
 */
final class ExpressionParser {
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;

  /** Comparisons have three levels, as in PostgreSQL 8; to PostgreSQL 18 they are one. */
  private static final int EQUAL = 4;

  private static final int LESS = 5;
  private static final int UNEQUAL = 6;
  private static final int MATCH = 7;
  private static final int OTHER = 8;

  /** Redshift binds IS stronger than comparisons, as PostgreSQL 8 did and 18 does not. */
  private static final int IS = 9;

  private static final int SUM = 10;
  private static final int PRODUCT = 11;
  private static final int POWER = 12;
  private static final int ZONE = 13;
  private static final int SIGN = 14;

  /** No operator is left: only an operand with its casts. */
  private static final int NONE = 15;

  private final Parser parser;
  private final Cursor cursor;

  ExpressionParser(Parser parser) {
    this.parser = parser;
    this.cursor = parser.cursor;
  }

  Tree expression() {
    cursor.down();
    Tree expression = expression(OR);
    cursor.up();
    return expression;
  }

  /** An operand of IN, LIKE or BETWEEN, or of position(a in b): operators that bind stronger. */
  Tree operand() {
    return right(OTHER);
  }

  /** What stands at the right of an operator: one level deeper. */
  private Tree right(int weakest) {
    cursor.down();
    Tree right = expression(weakest);
    cursor.up();
    return right;
  }

  private Tree expression(int weakest) {
    Tree left = prefixed();
    int level = level();
    int links = 0;
    while (level >= weakest && level < NONE) {
      cursor.link(++links);
      left = extended(left, level);
      level = level();
    }
    return left;
  }

  private Tree prefixed() {
    Token next = cursor.peek();
    if (next.isWord("not")) {
      return prefix(Kind.NOT, NOT);
    }
    if (next.isMark("-") || next.isMark("+")) {
      return prefix(Kind.UNARY, SIGN);
    }
    if (next.isMark("@") || next.isMark("|/") || next.isMark("||/") || next.isMark("~")) {
      return prefix(Kind.UNARY, SUM);
    }
    return parser.operands.operand();
  }

  private Tree prefix(Kind kind, int weakest) {
    cursor.down();
    Token operator = cursor.take();
    Tree prefix = Tree.of(kind, operator, expression(weakest));
    cursor.up();
    return prefix;
  }

  /** How strongly the operator binds that comes next; {@link #NONE} if none does. */
  private int level() {
    Token next = cursor.peek();
    if (next.kind() == Token.Kind.MARK) {
      return switch (next.value()) {
        case "=" -> EQUAL;
        case "<", ">" -> LESS;
        case "<>", "<=", ">=" -> UNEQUAL;
        case "+", "-" -> SUM;
        case "*", "/", "%" -> PRODUCT;
        case "^" -> POWER;
        case "(", ")", "[", "]", ",", ".", ";", "::" -> NONE;
        default -> OTHER;
      };
    }
    if (next.kind() != Token.Kind.WORD) {
      return NONE;
    }
    return switch (next.value()) {
      case "or" -> OR;
      case "and" -> AND;
      case "is", "isnull", "notnull" -> IS;
      case "in", "between", "like", "ilike", "similar", "overlaps" -> MATCH;
      case "not" ->
          cursor.peek(1).isWord(List.of("in", "between", "like", "ilike", "similar"))
              ? MATCH
              : NONE;
      case "at" -> cursor.sees("at", "time", "zone") ? ZONE : NONE;
      case "collate" -> SIGN;
      default -> NONE;
    };
  }

  private Tree extended(Tree left, int level) {
    return switch (level) {
      case IS -> is(left);
      case MATCH -> match(left);
      case ZONE ->
          Tree.of(Kind.ZONE, left, cursor.take(), cursor.take(), cursor.take(), expression(SIGN));
      case SIGN -> Tree.of(Kind.COLLATE, left, cursor.take(), cursor.takeLabel());
      case EQUAL, LESS, UNEQUAL -> comparison(left, level);
      default -> chain(left, level);
    };
  }

  private Tree chain(Tree left, int level) {
    List<Node> parts = new ArrayList<>(List.of(left));
    while (level() == level) {
      parts.add(cursor.take());
      parts.add(level == OTHER && seesQuantifier() ? quantified() : right(level + 1));
    }
    return new Tree(Kind.CHAIN, parts);
  }

  /** Two values: of several =, the last binds first; a second < or > binds to nothing. */
  private Tree comparison(Tree left, int level) {
    Token operator = cursor.take();
    Tree right = seesQuantifier() ? quantified() : right(level == EQUAL ? EQUAL : level + 1);
    if (level == LESS && level() == LESS) {
      throw cursor.unexpected();
    }
    return Tree.of(Kind.CHAIN, left, operator, right);
  }

  private boolean seesQuantifier() {
    return cursor.seesAny(List.of("any", "some", "all"));
  }

  private Tree quantified() {
    Token word = cursor.take();
    return Tree.of(Kind.QUANTIFIED, word, parser.operands.parentheses());
  }

  private Tree is(Tree left) {
    List<Node> parts = new ArrayList<>(List.of(left));
    boolean isWhole = !cursor.sees("is");
    parts.add(cursor.take());
    if (isWhole) {
      return new Tree(Kind.IS, parts);
    }
    if (cursor.sees("not")) {
      parts.add(cursor.take());
    }
    if (cursor.seesAny(List.of("null", "true", "false", "unknown"))) {
      parts.add(cursor.take());
      return new Tree(Kind.IS, parts);
    }
    throw cursor.unexpected();
  }

  private Tree match(Tree left) {
    List<Node> parts = new ArrayList<>(List.of(left));
    if (cursor.sees("not")) {
      parts.add(cursor.take());
    }
    Token word = cursor.take();
    parts.add(word);
    switch (word.value()) {
      case "in" -> {
        parts.add(parser.operands.parentheses());
        return new Tree(Kind.IN, parts);
      }
      case "between" -> {
        if (cursor.sees("symmetric") || cursor.sees("asymmetric")) {
          throw cursor.unexpected();
        }
        parts.add(operand());
        parts.add(cursor.take("and"));
        parts.add(operand());
        return new Tree(Kind.BETWEEN, parts);
      }
      case "overlaps" -> {
        parts.add(operand());
        return new Tree(Kind.CHAIN, parts);
      }
      default -> {
        return like(parts, word);
      }
    }
  }

  private Tree like(List<Node> parts, Token word) {
    if (word.isWord("similar")) {
      parts.add(cursor.take("to"));
    }
    parts.add(cursor.seesAny(List.of("any", "some", "all")) ? quantified() : operand());
    if (cursor.sees("escape")) {
      parts.add(cursor.take());
      parts.add(operand());
    }
    return new Tree(Kind.LIKE, parts);
  }
}
