package io.querycast.local.sql.parser;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** Reads FROM: relations, joins, subqueries, PIVOT. */
final class FromParser {
  private static final List<String> JOINS =
      List.of("join", "inner", "left", "right", "full", "cross", "natural");

  /** What may follow an item; a word that one of these follows is an alias and no clause. */
  private static final List<String> AFTER =
      List.of(
          "where",
          "group",
          "having",
          "order",
          "limit",
          "offset",
          "union",
          "except",
          "intersect",
          "minus",
          "on",
          "using",
          "join",
          "inner",
          "left",
          "right",
          "full",
          "cross",
          "natural",
          "at",
          "pivot",
          "unpivot",
          "connect",
          "start",
          "set",
          "qualify");

  /** A level of depth allows so many joins in a row, which are no deeper but take longer. */
  private static final int JOINS_A_LEVEL = 5;

  private final Parser parser;
  private final Cursor cursor;

  FromParser(Parser parser) {
    this.parser = parser;
    this.cursor = parser.cursor;
  }

  /** {@code from JOINED, JOINED ...}; also after USING of DELETE. */
  Tree from() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take());
    parts.add(joined(item()));
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(joined(item()));
    }
    return new Tree(Kind.FROM, parts);
  }

  /** The table that a statement changes. */
  Tree target() {
    return aliased(Kind.TABLE, parser.operands.name());
  }

  private Tree joined(Tree first) {
    List<Node> parts = new ArrayList<>(List.of(first));
    while (cursor.seesAny(JOINS)) {
      cursor.link(parts.size() / JOINS_A_LEVEL);
      parts.add(join());
    }
    return parts.size() == 1 ? first : new Tree(Kind.JOINED, parts);
  }

  private Tree join() {
    List<Node> parts = new ArrayList<>();
    boolean isNatural = cursor.sees("natural");
    boolean isFree = isNatural || cursor.sees("cross");
    while (cursor.seesAny(List.of("natural", "inner", "left", "right", "full", "cross", "outer"))) {
      parts.add(cursor.take());
    }
    if (isNatural && parts.size() > 1 && ((Token) parts.get(1)).isWord("full")) {
      throw new Refused("NATURAL FULL JOIN is not supported", (Token) parts.get(0));
    }
    parts.add(cursor.take("join"));
    Tree item = item();
    cursor.down();
    // In "a join b join c on x on y" the inner join is the right side of the outer one.
    parts.add(isFree || !cursor.seesAny(JOINS) ? item : joinedWithin(item));
    cursor.up();
    if (cursor.sees("on")) {
      parts.add(cursor.take());
      parts.add(parser.expressions.expression());
    } else if (cursor.sees("using")) {
      parts.add(cursor.take());
      parts.add(parser.queries.names());
    }
    return new Tree(Kind.JOIN, parts);
  }

  private Tree joinedWithin(Tree first) {
    List<Node> parts = new ArrayList<>(List.of(first));
    while (cursor.seesAny(JOINS)) {
      parts.add(join());
    }
    return new Tree(Kind.JOINED, parts);
  }

  /** One item with its alias. */
  Tree item() {
    Tree item = plain();
    while (cursor.sees("pivot") || cursor.sees("unpivot")) {
      Tree pivot = cursor.sees("pivot") ? pivot() : unpivot();
      item = Tree.of(pivot.kind(), item, pivot);
    }
    return item;
  }

  private Tree plain() {
    if (cursor.seesMark("(")) {
      Tree nested = parentheses();
      return aliased(nested.is(Kind.NESTED) ? Kind.DERIVED : Kind.GROUPED, nested);
    }
    if (cursor.sees("unpivot")) {
      Token unpivot = cursor.take();
      return aliased(Kind.ENTRIES, unpivot, parser.operands.path());
    }
    if (cursor.sees("unnest") && cursor.peek(1).isMark("(")) {
      return unnest();
    }
    // PostgreSQL has these words before or in an item; in Redshift they could only be names.
    Token next = cursor.peek(1);
    boolean isNew =
        (cursor.sees("values") && next.isMark("("))
            || (cursor.sees("lateral") && (next.isMark("(") || next.isName()));
    if (isNew) {
      throw cursor.unexpected();
    }
    Tree named = parser.operands.path();
    if (named.is(Kind.COLUMN) && cursor.seesMark("*")) {
      // The star that PostgreSQL once had for a table with all that inherit from it.
      return aliased(Kind.TABLE, named, cursor.take());
    }
    return aliased(named.is(Kind.CALL) ? Kind.ROWS : Kind.TABLE, named);
  }

  private Tree unnest() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take(), cursor.take()));
    parts.add(parser.expressions.expression());
    parts.add(cursor.takeMark(")"));
    List<Node> alias = new ArrayList<>();
    if (cursor.sees("as")) {
      alias.add(cursor.take());
    }
    alias.add(cursor.takeName());
    alias.add(parser.queries.names());
    parts.add(new Tree(Kind.ALIAS, alias));
    if (cursor.sees("with", "offset")) {
      parts.addAll(List.of(cursor.take(), cursor.take()));
      if (cursor.sees("as")) {
        parts.add(cursor.take());
      }
      parts.add(cursor.takeName());
    }
    return new Tree(Kind.UNNEST, parts);
  }

  /** A query, or joins, in parentheses; what follows the inner ones decides. */
  private Tree parentheses() {
    if (cursor.peek(1).isWord(List.of("select", "with"))) {
      return parser.queries.nested();
    }
    cursor.down();
    Token open = cursor.takeMark("(");
    Tree inside;
    if (cursor.seesMark("(")) {
      Tree nested = parentheses();
      boolean isQuery =
          nested.is(Kind.NESTED)
              && (cursor.seesMark(")")
                  || cursor.seesAny(QueryParser.SET_OPERATORS)
                  || cursor.seesAny(List.of("order", "limit", "offset")));
      inside =
          isQuery
              ? parser.queries.query(null, nested)
              : joined(aliased(nested.is(Kind.NESTED) ? Kind.DERIVED : Kind.GROUPED, nested));
    } else {
      inside = joined(item());
    }
    cursor.up();
    return Tree.of(
        inside.is(Kind.QUERY) ? Kind.NESTED : Kind.LIST, open, inside, cursor.takeMark(")"));
  }

  private Tree aliased(Kind kind, Node... item) {
    List<Node> parts = new ArrayList<>(List.of(item));
    if (cursor.sees("as") || (cursor.peek().isName() && !seesClause())) {
      parts.add(alias());
    }
    return new Tree(kind, parts);
  }

  /** Whether a word that Redshift does not reserve begins a clause here. */
  private boolean seesClause() {
    Token next = cursor.peek(1);
    return cursor.sees("start", "with")
        || cursor.sees("connect", "by")
        || cursor.sees("fetch", "first")
        || cursor.sees("fetch", "next")
        || cursor.sees("set")
        || (cursor.sees("at") && next.isName() && !next.isWord(AFTER))
        || (cursor.sees("qualify") && !endsItem(next));
  }

  private static boolean endsItem(Token next) {
    boolean isMark = next.isMark(",") || next.isMark(")") || next.isMark(";");
    return isMark || next.kind() == Token.Kind.END || next.isWord(AFTER);
  }

  private Tree alias() {
    List<Node> parts = new ArrayList<>();
    // After AS even a reserved word is an alias.
    if (cursor.sees("as")) {
      parts.add(cursor.take());
      parts.add(cursor.takeLabel());
    } else {
      parts.add(cursor.takeName());
    }
    if (cursor.sees("at") && cursor.peek(1).isName() && !cursor.peek(1).isWord(AFTER)) {
      parts.add(cursor.take());
      parts.add(cursor.takeName());
    }
    if (cursor.seesMark("(")) {
      parts.add(columns());
    }
    return new Tree(Kind.ALIAS, parts);
  }

  /** {@code ( name [type], ... )}: names, with types for a function that returns records. */
  private Tree columns() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.takeMark("("));
    while (true) {
      parts.add(cursor.takeName());
      if (!cursor.seesMark(",") && !cursor.seesMark(")")) {
        parts.add(parser.operands.type());
      }
      if (!cursor.seesMark(",")) {
        parts.add(cursor.takeMark(")"));
        return new Tree(Kind.LIST, parts);
      }
      parts.add(cursor.take());
    }
  }

  /** {@code pivot ( aggregate [as name], ... for column in ( value [as name], ... ) ) [alias]}. */
  private Tree pivot() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take(), cursor.takeMark("(")));
    parts.add(named());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(named());
    }
    parts.add(cursor.take("for"));
    parts.add(parser.operands.name());
    parts.add(cursor.take("in"));
    parts.add(choices());
    parts.add(cursor.takeMark(")"));
    return aliased(Kind.PIVOT, parts.toArray(Node[]::new));
  }

  /** {@code unpivot [include nulls] ( value for name in ( column [as text], ... ) ) [alias]}. */
  private Tree unpivot() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.take());
    if (cursor.sees("include", "nulls") || cursor.sees("exclude", "nulls")) {
      parts.add(cursor.take());
      parts.add(cursor.take());
    }
    parts.add(cursor.takeMark("("));
    parts.add(cursor.takeName());
    parts.add(cursor.take("for"));
    parts.add(cursor.takeName());
    parts.add(cursor.take("in"));
    parts.add(choices());
    parts.add(cursor.takeMark(")"));
    return aliased(Kind.UNPIVOT, parts.toArray(Node[]::new));
  }

  private Tree choices() {
    List<Node> parts = new ArrayList<>();
    parts.add(cursor.takeMark("("));
    parts.add(named());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(named());
    }
    parts.add(cursor.takeMark(")"));
    return new Tree(Kind.ITEMS, parts);
  }

  private Tree named() {
    Tree expression = parser.expressions.expression();
    if (cursor.sees("as")) {
      Token as = cursor.take();
      Token name = cursor.peek().kind() == Token.Kind.TEXT ? cursor.take() : cursor.takeLabel();
      return Tree.of(Kind.ITEM, expression, as, name);
    }
    return cursor.peek().isName()
        ? Tree.of(Kind.ITEM, expression, cursor.takeName())
        : Tree.of(Kind.ITEM, expression);
  }
}
