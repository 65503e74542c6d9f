package io.querycast.local.sql.parser;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads queries, but for their FROM and their expressions. */
final class QueryParser {
  static final List<String> SET_OPERATORS = List.of("union", "intersect", "except", "minus");

  /** How many levels of depth one query counts for. */
  private static final int LEVELS = 3;

  private final Parser parser;
  private final Cursor cursor;

  QueryParser(Parser parser) {
    this.parser = parser;
    this.cursor = parser.cursor;
  }

  Tree query() {
    return query(cursor.sees("with") ? with() : null);
  }

  Tree query(Tree with) {
    cursor.down(LEVELS);
    Tree query = query(with, operand());
    cursor.up(LEVELS);
    return query;
  }

  /** A query whose first operand has been read. */
  Tree query(Tree with, Tree first) {
    List<Node> parts = new ArrayList<>();
    if (with != null) {
      parts.add(with);
    }
    parts.add(sets(first));
    if (cursor.sees("order", "by")) {
      parts.add(order());
    }
    while (cursor.sees("limit") || cursor.sees("offset")) {
      parts.add(cursor.sees("limit") ? limit() : offset());
    }
    if (cursor.sees("fetch") || cursor.sees("for")) {
      throw cursor.unexpected();
    }
    return new Tree(Kind.QUERY, parts);
  }

  /** {@code ( QUERY )}. */
  Tree nested() {
    Token open = cursor.takeMark("(");
    if (cursor.sees("with", "recursive") && isRecursive(1)) {
      throw new Refused("Recursive CTE in subquery are not supported.", cursor.peek(1));
    }
    Tree query = query();
    return Tree.of(Kind.NESTED, open, query, cursor.takeMark(")"));
  }

  private Tree sets(Tree first) {
    if (!cursor.seesAny(SET_OPERATORS)) {
      return first;
    }
    List<Node> parts = new ArrayList<>(List.of(first));
    while (cursor.seesAny(SET_OPERATORS)) {
      Token operator = cursor.take();
      parts.add(operator);
      if (cursor.sees("all") && !operator.isWord("union")) {
        throw new Refused(
            operator.value().toUpperCase(Locale.ROOT) + " ALL is not supported", operator);
      }
      if (cursor.sees("all") || cursor.sees("distinct")) {
        parts.add(cursor.take());
      }
      parts.add(operand());
    }
    return new Tree(Kind.SETS, parts);
  }

  private Tree operand() {
    return cursor.seesMark("(") ? nested() : select();
  }

  Tree with() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take("with"));
    if (isRecursive(0)) {
      parts.add(cursor.take());
    }
    parts.add(cte());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(cte());
    }
    return new Tree(Kind.WITH, parts);
  }

  /** Whether the word comes after so many tokens, and is no name of a query. */
  private boolean isRecursive(int ahead) {
    Token next = cursor.peek(ahead + 1);
    return cursor.peek(ahead).isWord("recursive") && !next.isWord("as") && !next.isMark("(");
  }

  private Tree cte() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.takeName());
    if (cursor.seesMark("(")) {
      parts.add(names());
    }
    parts.add(cursor.take("as"));
    parts.add(nested());
    return new Tree(Kind.CTE, parts);
  }

  /** {@code ( name, name ... )}. */
  Tree names() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.takeMark("("));
    parts.add(cursor.takeName());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(cursor.takeName());
    }
    parts.add(cursor.takeMark(")"));
    return new Tree(Kind.LIST, parts);
  }

  /** Only INSERT and MERGE have it; nowhere else is it a query, as it is in PostgreSQL. */
  Tree values() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take("values"));
    parts.add(row());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(row());
    }
    return new Tree(Kind.VALUES, parts);
  }

  private Tree row() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.takeMark("("));
    while (true) {
      parts.add(cursor.sees("default") ? cursor.take() : parser.expressions.expression());
      if (!cursor.seesMark(",")) {
        parts.add(cursor.takeMark(")"));
        return new Tree(Kind.LIST, parts);
      }
      parts.add(cursor.take());
    }
  }

  private Tree select() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take("select"));
    while (cursor.seesAny(List.of("top", "distinct", "all"))) {
      parts.add(cursor.sees("top") ? top() : distinct());
    }
    parts.add(items());
    if (cursor.sees("into")) {
      parts.add(into());
    }
    if (cursor.sees("from")) {
      parts.add(parser.froms.from());
    }
    if (cursor.sees("where")) {
      parts.add(clause(Kind.WHERE, 1));
    }
    // Either may come first.
    while (cursor.sees("start", "with") || cursor.sees("connect", "by")) {
      parts.add(cursor.sees("start") ? clause(Kind.START, 2) : connect());
    }
    if (cursor.sees("group", "by")) {
      parts.add(group());
    }
    if (cursor.sees("having")) {
      parts.add(clause(Kind.HAVING, 1));
    }
    if (cursor.sees("qualify")) {
      parts.add(clause(Kind.QUALIFY, 1));
    }
    return new Tree(Kind.SELECT, parts);
  }

  private Tree clause(Kind kind, int words) {
    List<Node> parts = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      parts.add(cursor.take());
    }
    parts.add(parser.expressions.expression());
    return new Tree(kind, parts);
  }

  private Tree connect() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take(), cursor.take()));
    if (cursor.sees("nocycle")) {
      parts.add(cursor.take());
    }
    parts.add(parser.expressions.expression());
    return new Tree(Kind.CONNECT, parts);
  }

  private Tree top() {
    Token top = cursor.take("top");
    return Tree.of(Kind.TOP, top, parser.operands.operand());
  }

  private Tree distinct() {
    Token word = cursor.take();
    if (cursor.sees("on")) {
      throw cursor.unexpected();
    }
    return Tree.of(Kind.DISTINCT, word);
  }

  private Tree items() {
    List<Node> parts = new ArrayList<>();
    parts.add(item());
    exclude(parts);
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(item());
      exclude(parts);
    }
    return new Tree(Kind.ITEMS, parts);
  }

  private void exclude(List<Node> parts) {
    if (seesExclude()) {
      List<Node> excluded = new ArrayList<>(List.of(cursor.take()));
      if (cursor.seesMark("(")) {
        excluded.add(names());
      } else {
        boolean isList = isListUpToFrom();
        excluded.add(cursor.takeName());
        while (isList && cursor.seesMark(",")) {
          excluded.add(cursor.take());
          excluded.add(cursor.takeName());
        }
      }
      parts.add(new Tree(Kind.EXCLUDE, excluded));
    }
  }

  /**
   * Without parentheses, names that reach FROM are all excluded; before more items, only one is.
   */
  private boolean isListUpToFrom() {
    int ahead = 0;
    while (cursor.peek(ahead).isName() && cursor.peek(ahead + 1).isMark(",")) {
      ahead += 2;
    }
    return cursor.peek(ahead).isName() && cursor.peek(ahead + 1).isWord("from");
  }

  private boolean seesExclude() {
    return cursor.sees("exclude") && (cursor.peek(1).isMark("(") || cursor.peek(1).isName());
  }

  private Tree item() {
    Tree star = star();
    if (star != null) {
      return star;
    }
    Tree expression = parser.expressions.expression();
    if (cursor.sees("as")) {
      return Tree.of(Kind.ITEM, expression, cursor.take(), cursor.takeLabel());
    }
    return cursor.peek().isName() && !seesExclude()
        ? Tree.of(Kind.ITEM, expression, cursor.takeName())
        : Tree.of(Kind.ITEM, expression);
  }

  private Tree star() {
    int ahead = 0;
    while (cursor.peek(ahead).isName() && cursor.peek(ahead + 1).isMark(".")) {
      ahead += 2;
    }
    if (!cursor.peek(ahead).isMark("*")) {
      return null;
    }
    List<Node> parts = new ArrayList<>();
    for (int i = 0; i < ahead; i += 2) {
      parts.add(cursor.takeName());
      parts.add(cursor.take());
    }
    parts.add(cursor.take());
    return new Tree(Kind.STAR, parts);
  }

  private Tree into() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take("into"));
    while (cursor.seesAny(List.of("temp", "temporary", "table"))) {
      parts.add(cursor.take());
    }
    parts.add(parser.operands.name());
    return new Tree(Kind.INTO, parts);
  }

  private Tree group() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take(), cursor.take()));
    if (cursor.sees("all")) {
      parts.add(cursor.take());
      return new Tree(Kind.GROUP, parts);
    }
    parts.add(grouped());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(grouped());
    }
    return new Tree(Kind.GROUP, parts);
  }

  private Tree grouped() {
    boolean isSets = cursor.sees("grouping", "sets");
    boolean isRollup = cursor.seesAny(List.of("rollup", "cube")) && cursor.peek(1).isMark("(");
    if (!isSets && !isRollup) {
      return parser.expressions.expression();
    }
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take());
    if (isSets) {
      parts.add(cursor.take());
    }
    parts.add(cursor.takeMark("("));
    cursor.down();
    while (true) {
      boolean isEmpty = cursor.seesMark("(") && cursor.peek(1).isMark(")");
      parts.add(isEmpty ? Tree.of(Kind.LIST, cursor.take(), cursor.take()) : grouped());
      if (!cursor.seesMark(",")) {
        cursor.up();
        parts.add(cursor.takeMark(")"));
        return new Tree(Kind.GROUPING, parts);
      }
      parts.add(cursor.take());
    }
  }

  Tree order() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take("order"), cursor.take("by")));
    parts.add(key());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(key());
    }
    return new Tree(Kind.ORDER, parts);
  }

  private Tree key() {
    List<Node> parts = new ArrayList<>();
    parts.add(parser.expressions.expression());
    if (cursor.sees("asc") || cursor.sees("desc")) {
      parts.add(cursor.take());
    }
    if (cursor.sees("nulls", "first") || cursor.sees("nulls", "last")) {
      parts.add(cursor.take());
      parts.add(cursor.take());
    }
    return new Tree(Kind.KEY, parts);
  }

  private Tree limit() {
    Token limit = cursor.take();
    return Tree.of(
        Kind.LIMIT, limit, cursor.sees("all") ? cursor.take() : parser.expressions.expression());
  }

  private Tree offset() {
    Token offset = cursor.take();
    return Tree.of(Kind.OFFSET, offset, parser.expressions.expression());
  }
}
