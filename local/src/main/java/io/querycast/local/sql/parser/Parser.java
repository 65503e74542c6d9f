package io.querycast.local.sql.parser;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the tokens of one statement into a tree that holds all of them. A query is known to the
 * last token, or it is refused. So is a statement that changes rows.
 */
public final class Parser {
  private boolean isPreparing;

  final Cursor cursor;
  final QueryParser queries;
  final FromParser froms;
  final ExpressionParser expressions;
  final OperandParser operands;
  final CallParser calls;

  /**
   * @param tokens one statement and its end
   */
  public Parser(List<Token> tokens) {
    cursor = new Cursor(tokens);
    operands = new OperandParser(this);
    calls = new CallParser(this);
    expressions = new ExpressionParser(this);
    froms = new FromParser(this);
    queries = new QueryParser(this);
  }

  /**
   * The whole statement: a {@link Kind#QUERY} or a {@link Kind#STATEMENT}.
   *
   * @throws Refused where it is no statement
   */
  public Tree statement() {
    Tree statement = part();
    if (cursor.seesMark(";")) {
      cursor.take();
      throw new Refused("cannot insert multiple commands into a prepared statement", cursor.peek());
    }
    if (!cursor.atEnd()) {
      throw cursor.unexpected();
    }
    return statement;
  }

  /** An expression that is all of the text. */
  public Tree expression() {
    Tree expression = expressions.expression();
    if (!cursor.atEnd()) {
      throw cursor.unexpected();
    }
    return expression;
  }

  private Tree part() {
    if (cursor.sees("with")) {
      Tree with = queries.with();
      return cursor.seesAny(List.of("update", "delete", "insert"))
          ? changing(new ArrayList<>(List.of(with)))
          : queries.query(with);
    }
    boolean isQuery = cursor.sees("select") || cursor.seesMark("(");
    return isQuery ? queries.query() : changing(new ArrayList<>());
  }

  private Tree changing(List<Node> parts) {
    if (cursor.peek().kind() != Token.Kind.WORD) {
      throw cursor.unexpected();
    }
    switch (cursor.peek().value()) {
      case "insert" -> insert(parts);
      case "update" -> update(parts);
      case "delete" -> delete(parts);
      case "merge" -> merge(parts);
      case "prepare" -> prepare(parts);
      case "execute" -> execute(parts);
      case "deallocate" -> deallocate(parts);
      default -> throw cursor.unexpected();
    }
    return new Tree(Kind.STATEMENT, parts);
  }

  private void insert(List<Node> parts) {
    parts.add(cursor.take("insert"));
    parts.add(cursor.take("into"));
    parts.add(operands.name());
    if (cursor.seesMark("(") && !seesQuery()) {
      parts.add(names());
    }
    if (cursor.sees("default", "values")) {
      parts.add(cursor.take());
      parts.add(cursor.take());
    } else {
      parts.add(cursor.sees("values") ? queries.values() : queries.query());
    }
  }

  private void update(List<Node> parts) {
    parts.add(cursor.take("update"));
    parts.add(froms.target());
    parts.add(cursor.take("set"));
    assignments(parts);
    if (cursor.sees("from")) {
      parts.add(froms.from());
    }
    where(parts);
  }

  private void delete(List<Node> parts) {
    parts.add(cursor.take("delete"));
    if (cursor.sees("from")) {
      parts.add(cursor.take());
    }
    parts.add(froms.target());
    if (cursor.sees("using")) {
      parts.add(froms.from());
    }
    where(parts);
  }

  private void where(List<Node> parts) {
    if (cursor.sees("where")) {
      parts.add(Tree.of(Kind.WHERE, cursor.take(), expressions.expression()));
    }
  }

  private void assignments(List<Node> parts) {
    while (true) {
      parts.add(operands.name());
      parts.add(cursor.takeMark("="));
      parts.add(cursor.sees("default") ? cursor.take() : expressions.expression());
      if (!cursor.seesMark(",")) {
        return;
      }
      parts.add(cursor.take());
    }
  }

  /** The target has no alias, and no clause has a condition of its own. */
  private void merge(List<Node> parts) {
    parts.add(cursor.take("merge"));
    parts.add(cursor.take("into"));
    parts.add(Tree.of(Kind.TABLE, operands.name()));
    parts.add(cursor.take("using"));
    if (cursor.seesMark("(") && cursor.peek(1).isWord("with")) {
      throw new Refused("WITH clause is not supported in MERGE statement", cursor.peek(1));
    }
    parts.add(froms.item());
    parts.add(cursor.take("on"));
    parts.add(expressions.expression());
    Token first = cursor.peek();
    boolean isMatched = cursor.sees("when", "matched");
    if (isMatched) {
      take(parts, "when", "matched", "then");
      matched(parts);
    }
    boolean isNotMatched = cursor.sees("when");
    if (isNotMatched) {
      take(parts, "when", "not", "matched", "then", "insert");
      if (cursor.seesMark("(")) {
        parts.add(names());
      }
      parts.add(queries.values());
    }
    boolean isEnded = cursor.atEnd() || cursor.seesMark(";");
    if (isEnded && isMatched != isNotMatched) {
      throw new Refused("MERGE statement with a single WHEN clause is not enabled.", first);
    }
    if (!isEnded || !isMatched) {
      throw cursor.unexpected();
    }
  }

  private void take(List<Node> parts, String... words) {
    for (String word : words) {
      parts.add(cursor.take(word));
    }
  }

  private void matched(List<Node> parts) {
    if (cursor.sees("delete")) {
      parts.add(cursor.take());
      return;
    }
    take(parts, "update", "set");
    assignments(parts);
  }

  private void prepare(List<Node> parts) {
    parts.add(cursor.take());
    parts.add(cursor.takeName());
    if (cursor.seesMark("(")) {
      do {
        parts.add(cursor.take());
        parts.add(operands.type());
      } while (cursor.seesMark(","));
      parts.add(cursor.takeMark(")"));
    }
    parts.add(cursor.take("as"));
    if (cursor.sees("prepare")) {
      throw cursor.unexpected();
    }
    isPreparing = true;
    parts.add(part());
  }

  /** Whether it is the statement of PREPARE, which may have {@code $1}. */
  boolean isPreparing() {
    return isPreparing;
  }

  private void execute(List<Node> parts) {
    parts.add(cursor.take());
    parts.add(cursor.takeName());
    if (cursor.seesMark("(")) {
      parts.add(operands.parentheses());
    }
  }

  private void deallocate(List<Node> parts) {
    parts.add(cursor.take());
    if (cursor.sees("prepare")) {
      parts.add(cursor.take());
    }
    parts.add(cursor.sees("all") ? cursor.take() : cursor.takeName());
  }

  private Tree names() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.takeMark("("));
    parts.add(operands.name());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(operands.name());
    }
    parts.add(cursor.takeMark(")"));
    return new Tree(Kind.LIST, parts);
  }

  /** Whether a query begins here, in however many parentheses. */
  boolean seesQuery() {
    int ahead = 0;
    while (cursor.peek(ahead).isMark("(")) {
      ahead++;
    }
    return cursor.peek(ahead).isWord(List.of("select", "with"));
  }
}
