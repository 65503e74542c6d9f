package io.querycast.local.sql.parser;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** Reads what operators stand between: names, literals, casts, CASE, parentheses. */
final class OperandParser {
  private static final List<String> SPECIALS =
      List.of(
          "current_aws_account",
          "current_date",
          "current_namespace",
          "current_time",
          "current_timestamp",
          "current_user",
          "current_user_id",
          "session_user",
          "user",
          "sysdate",
          "localtime",
          "localtimestamp");

  /** Reserved words that are functions before a parenthesis. */
  private static final List<String> FUNCTIONS =
      List.of("left", "right", "array", "collate", "isnull");

  /** Types of two words, by their first. */
  private static final List<String> LONG_TYPES = List.of("double", "character", "national", "char");

  private static final List<String> FIELDS =
      List.of("year", "month", "day", "hour", "minute", "second");

  /** The parts of a name with its dots: a way into a SUPER value may be long. */
  private static final int LONGEST_NAME = 100;

  private final Parser parser;
  private final Cursor cursor;

  OperandParser(Parser parser) {
    this.parser = parser;
    this.cursor = parser.cursor;
  }

  /** An operand with the ways into it and its casts. */
  Tree operand() {
    Tree operand = steps(primary());
    if (!cursor.seesMark("::")) {
      return operand;
    }
    List<Node> parts = new ArrayList<>(List.of(operand));
    while (cursor.seesMark("::")) {
      cursor.link(parts.size());
      parts.add(cursor.take());
      parts.add(type());
    }
    return new Tree(Kind.CASTS, parts);
  }

  /** A relation's name, a function's call, or a way into a SUPER value. */
  Tree path() {
    Tree name = name();
    return steps(cursor.seesMark("(") ? parser.calls.call(name) : name);
  }

  /** {@code a.b.c}: after the first dot every word is a name. */
  Tree name() {
    List<Node> parts = new ArrayList<>();
    // The guide reserves these two, and uses them as names.
    boolean isName = cursor.sees("oid") || (cursor.sees("array") && !cursor.peek(1).isMark("["));
    parts.add(isName ? cursor.takeLabel() : cursor.takeName());
    while (cursor.seesMark(".") && !cursor.peek(1).isMark("*")) {
      if (parts.size() > LONGEST_NAME) {
        throw new Refused("improper qualified name (too many dotted names)", (Token) parts.get(0));
      }
      parts.add(cursor.take());
      parts.add(cursor.takeLabel());
    }
    return new Tree(Kind.COLUMN, parts);
  }

  private Tree primary() {
    Token next = cursor.peek();
    return switch (next.kind()) {
      case NUMBER, TEXT -> Tree.of(Kind.LITERAL, cursor.take());
      case PARAMETER -> Tree.of(Kind.PARAMETER, cursor.take());
      case WORD -> word(next);
      case NAME -> named();
      case MARK -> {
        if (!next.isMark("(")) {
          throw cursor.unexpected();
        }
        yield parentheses();
      }
      case WRONG -> placeholder(next);
      default -> throw cursor.unexpected();
    };
  }

  /** {@code $1}, which only PREPARE may have. */
  private Tree placeholder(Token next) {
    String number = Lexer.placeholder(next);
    if (number == null || !parser.isPreparing()) {
      throw cursor.unexpected();
    }
    return Tree.of(Kind.PARAMETER, cursor.takeAny().as(Token.Kind.MARK, number));
  }

  private Tree word(Token next) {
    Token after = cursor.peek(1);
    boolean isCall = after.isMark("(");
    switch (next.value()) {
      case "true", "false", "null" -> {
        return Tree.of(Kind.LITERAL, cursor.take());
      }
      case "case" -> {
        return caseOf();
      }
      case "cast" -> {
        return cast();
      }
      case "try_cast", "convert" -> {
        if (isCall) {
          return next.isWord("convert") ? convert() : cast();
        }
      }
      case "exists" -> {
        if (isCall) {
          return Tree.of(Kind.EXISTS, cursor.take(), parser.queries.nested());
        }
      }
      case "interval" -> {
        return interval();
      }
      case "array" -> {
        if (after.isMark("[")) {
          return array();
        }
      }
      case "approximate", "prior", "connect_by_root" -> {
        if (after.isName() || (isCall && !next.isWord("approximate"))) {
          return Tree.of(Kind.UNARY, cursor.take(), operand());
        }
      }
      default -> {
        if (SPECIALS.contains(next.value())) {
          return special();
        }
      }
    }
    return named();
  }

  private Tree array() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take()));
    do {
      parts.add(cursor.take());
      parts.add(parser.expressions.expression());
    } while (cursor.seesMark(","));
    parts.add(cursor.takeMark("]"));
    return new Tree(Kind.ARRAY, parts);
  }

  private Tree named() {
    if (cursor.peek().kind() == Token.Kind.WORD) {
      if (seesTyped()) {
        return Tree.of(Kind.TYPED, type(), cursor.take());
      }
      if (cursor.seesAny(FUNCTIONS) && cursor.peek(1).isMark("(")) {
        return parser.calls.call(Tree.of(Kind.COLUMN, cursor.takeLabel()));
      }
    }
    Tree name = name();
    if (cursor.seesMark("(")) {
      return cursor.peek(1).isMark("+") && cursor.peek(2).isMark(")")
          ? Tree.of(Kind.PLUS, name, cursor.take(), cursor.take(), cursor.take())
          : parser.calls.call(name);
    }
    return name;
  }

  /** Whether a type comes next and after it a text: {@code date '2024-01-01'}. */
  private boolean seesTyped() {
    if (!cursor.peek().isName() && !cursor.sees("timestamp")) {
      return false;
    }
    int ahead = 1;
    if (cursor.peek(ahead).isWord(List.of("precision", "varying"))) {
      ahead++;
    }
    if (cursor.peek(ahead).isWord(List.of("with", "without"))) {
      ahead += 3;
    }
    return cursor.peek(ahead).kind() == Token.Kind.TEXT;
  }

  private Tree special() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take());
    if (cursor.seesMark("(")) {
      parts.add(cursor.take());
      if (!cursor.seesMark(")")) {
        parts.add(operand());
      }
      parts.add(cursor.takeMark(")"));
    }
    return new Tree(Kind.SPECIAL, parts);
  }

  /** Ways into a SUPER value, after any operand. */
  private Tree steps(Tree base) {
    if (!cursor.seesMark("[") && !cursor.seesMark(".")) {
      return base;
    }
    List<Node> parts = new ArrayList<>(List.of(base));
    while (cursor.seesMark("[") || (cursor.seesMark(".") && !cursor.peek(1).isMark("*"))) {
      cursor.link(parts.size());
      if (cursor.seesMark("[")) {
        parts.add(cursor.take());
        parts.add(parser.expressions.expression());
        parts.add(cursor.takeMark("]"));
      } else {
        parts.add(cursor.take());
        parts.add(cursor.takeLabel());
      }
    }
    return parts.size() == 1 ? base : new Tree(Kind.PATH, parts);
  }

  /** A query, one expression or several, in parentheses. */
  Tree parentheses() {
    if (cursor.peek(1).isWord(List.of("select", "with"))) {
      return parser.queries.nested();
    }
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.takeMark("("));
    Tree first = parser.expressions.expression();
    if (first.is(Kind.NESTED) && seesMoreOfQuery()) {
      Tree query = parser.queries.query(null, first);
      return Tree.of(Kind.NESTED, parts.get(0), query, cursor.takeMark(")"));
    }
    parts.add(first);
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(parser.expressions.expression());
    }
    parts.add(cursor.takeMark(")"));
    return new Tree(Kind.LIST, parts);
  }

  private boolean seesMoreOfQuery() {
    return cursor.seesAny(QueryParser.SET_OPERATORS)
        || cursor.seesAny(List.of("order", "limit", "offset"));
  }

  private Tree caseOf() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take());
    if (!cursor.sees("when")) {
      parts.add(parser.expressions.expression());
    }
    do {
      Token when = cursor.take("when");
      Tree condition = parser.expressions.expression();
      Token then = cursor.take("then");
      parts.add(Tree.of(Kind.WHEN, when, condition, then, parser.expressions.expression()));
    } while (cursor.sees("when"));
    if (cursor.sees("else")) {
      parts.add(cursor.take());
      parts.add(parser.expressions.expression());
    }
    parts.add(cursor.take("end"));
    return new Tree(Kind.CASE, parts);
  }

  private Tree cast() {
    Token cast = cursor.take();
    Token open = cursor.takeMark("(");
    Tree expression = parser.expressions.expression();
    Token as = cursor.take("as");
    Tree type = type();
    return Tree.of(Kind.CAST, cast, open, expression, as, type, cursor.takeMark(")"));
  }

  private Tree convert() {
    Token convert = cursor.take();
    Token open = cursor.takeMark("(");
    Tree type = type();
    Token comma = cursor.takeMark(",");
    Tree expression = parser.expressions.expression();
    return Tree.of(Kind.CONVERT, convert, open, type, comma, expression, cursor.takeMark(")"));
  }

  private Tree interval() {
    List<Node> parts = new ArrayList<>();
    parts.add(Tree.of(Kind.TYPE, cursor.take()));
    if (cursor.peek().kind() != Token.Kind.TEXT) {
      throw cursor.unexpected();
    }
    parts.add(cursor.take());
    fields(parts);
    return new Tree(Kind.TYPED, parts);
  }

  /** {@code day}, {@code day to second}, {@code day to second (3)}. */
  private void fields(List<Node> parts) {
    if (!cursor.seesAny(FIELDS)) {
      return;
    }
    parts.add(cursor.take());
    if (cursor.sees("to") && cursor.peek(1).isWord(FIELDS)) {
      parts.add(cursor.take());
      parts.add(cursor.take());
    }
    if (cursor.seesMark("(")) {
      sizes(parts);
    }
  }

  private void sizes(List<Node> parts) {
    parts.add(cursor.takeMark("("));
    while (true) {
      if (cursor.peek().kind() != Token.Kind.NUMBER && !cursor.sees("max")) {
        throw cursor.unexpected();
      }
      parts.add(cursor.take());
      if (!cursor.seesMark(",")) {
        parts.add(cursor.takeMark(")"));
        return;
      }
      parts.add(cursor.take());
    }
  }

  /** {@code numeric(8, 2)}, {@code timestamp with time zone}, {@code interval day to second}. */
  Tree type() {
    List<Node> parts = new ArrayList<>();
    Token first = cursor.takeNameOrWord();
    parts.add(first);
    while (cursor.seesMark(".")) {
      parts.add(cursor.take());
      parts.add(cursor.takeNameOrWord());
    }
    if (first.isWord("interval")) {
      fields(parts);
      return new Tree(Kind.TYPE, parts);
    }
    if (first.isWord(LONG_TYPES)) {
      while (cursor.seesAny(List.of("precision", "varying", "character", "char"))) {
        parts.add(cursor.take());
      }
    }
    if (cursor.seesMark("(")) {
      sizes(parts);
    }
    if (first.isWord(List.of("time", "timestamp"))
        && (cursor.sees("with", "time", "zone") || cursor.sees("without", "time", "zone"))) {
      parts.addAll(List.of(cursor.take(), cursor.take(), cursor.take()));
    }
    boolean isAcl = first.isWord("aclitem") && cursor.peek(1).isMark("]");
    if (cursor.seesMark("[") && isAcl) {
      // The catalogue's only list that scripts name.
      parts.add(cursor.take());
      parts.add(cursor.take());
    }
    if (cursor.seesMark("[")) {
      throw cursor.unexpected();
    }
    return new Tree(Kind.TYPE, parts);
  }
}
