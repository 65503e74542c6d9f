package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes CONNECT BY as a recursive query in FROM: the first rows, then again and again those that
 * are connected to the rows before.
 */
final class Hierarchy {
  private static final String BEFORE = "before";
  private static final String LEVEL = "level";

  private final Rewriter rewriter;
  private final Tree select;
  private final Tree order;
  private final Scope scope;

  /**
   * @param order the query's ORDER BY; null if it has none
   */
  Hierarchy(Rewriter rewriter, Tree select, Tree order, Scope scope) {
    this.rewriter = rewriter;
    this.select = select;
    this.order = order;
    this.scope = scope;
  }

  /** Rewrites FROM in place; the columns that {@code *} gives are the same as before. */
  List<Scope.Visible> rewrite(List<Scope.Visible> visible) {
    Tree connect = select.child(Kind.CONNECT);
    Tree start = select.child(Kind.START);
    if (connect == null) {
      throw new Refused("START WITH needs CONNECT BY", start.first());
    }
    Tree from = select.child(Kind.FROM);
    if (from == null) {
      throw new Refused("CONNECT BY needs FROM", connect.first());
    }
    if (visible == null) {
      throw Refused.notAvailable(
          "CONNECT BY over a relation whose columns are not known", connect.first());
    }
    if (scope.relations().size() > 1) {
      visible = new OneRelation(select, order, scope, visible).rewrite();
      from = select.child(Kind.FROM);
    }
    Token near = connect.first();
    Tree item = from.children().get(0);
    Scope.Relation relation = scope.relations().get(0);
    String name = relation.name() == null ? "t" : relation.name();
    Set<String> prior = new LinkedHashSet<>();
    Tree condition = (Tree) connect.parts().get(connect.parts().size() - 1);
    condition = (Tree) connected(condition.copy(), name, false, prior);
    Tree first = start == null ? truth(near) : (Tree) start.parts().get(start.parts().size() - 1);
    Scope within = new Scope(scope);
    within.add(new Scope.Relation(null, BEFORE, relation.columns(), false));
    first = rewriter.expressions.rewrite(level(first, Made.number(near, 1)), scope);
    condition = rewriter.expressions.rewrite(condition, within);
    select.parts().remove(connect);
    select.parts().remove(start);
    from.replace(item, derived(near, item, name, visible, first, condition, connect, prior));
    // Afterwards the level is a column, but not one of *.
    List<Column> columns = new ArrayList<>(relation.columns());
    columns.add(new Column(LEVEL, Type.INTEGER));
    scope.relations().set(0, new Scope.Relation(null, name, columns, false));
    stars(visible, name);
    return visible.stream().map(c -> new Scope.Visible(name, c.column())).toList();
  }

  private static Tree truth(Token near) {
    return Made.of(Kind.LITERAL, near, "true");
  }

  private static Tree derived(
      Token near,
      Tree item,
      String name,
      List<Scope.Visible> visible,
      Tree first,
      Tree condition,
      Tree connect,
      Set<String> prior) {
    List<Tree> own = new ArrayList<>();
    for (Scope.Visible column : visible) {
      own.add(Made.column(near, name, column.column().name()));
    }
    Tree list = Made.arguments(near, own);
    Tree named = item.child(Kind.ALIAS) == null && item.is(Kind.DERIVED) ? named(item, name) : item;
    boolean stopsItself = prior.isEmpty() || names(connect, LEVEL);
    boolean isStopped = connect.has("nocycle") && !prior.isEmpty();
    String cycle = isStopped || !stopsItself ? " cycle :f set \"is cycle\" using \"path\"" : "";
    List<Tree> priors = new ArrayList<>();
    prior.forEach(column -> priors.add(Made.column(near, null, column)));
    String template =
        "(with recursive \"before\" as ("
            + "select :a, 1 as \"level\" from :b where :c"
            + " union all"
            + " select :a, \"before\".\"level\" + 1 from \"before\", :b where :d)"
            + cycle
            + " select * from \"before\""
            + (cycle.isEmpty()
                ? ""
                : " where " + (isStopped ? "not " : "no_loop") + "(\"is cycle\")")
            + ") as :e";
    return Made.of(
        Kind.DERIVED,
        near,
        template,
        list,
        named,
        Made.parentheses(first),
        Made.parentheses(condition),
        near.as(Token.Kind.NAME, name),
        priors.isEmpty() ? list : Made.arguments(near, priors));
  }

  /** Whether a tree has this name; a condition on the level ends a loop. */
  private static boolean names(Tree tree, String name) {
    return tree.tokens().stream()
        .anyMatch(token -> token.kind() != Token.Kind.TEXT && token.value().equals(name));
  }

  private static Tree named(Tree item, String name) {
    Token near = item.first();
    return Made.of(Kind.DERIVED, near, ":a as :b", item, near.as(Token.Kind.NAME, name));
  }

  /** Writes {@code *} out, so that the level is not in it. */
  private void stars(List<Scope.Visible> visible, String name) {
    Tree items = select.child(Kind.ITEMS);
    if (items.child(Kind.STAR) == null) {
      return;
    }
    List<Node> written = new ArrayList<>();
    for (Tree item : items.children()) {
      if (item.is(Kind.STAR)) {
        for (Scope.Visible column : visible) {
          Tree own = Made.column(item.first(), name, column.column().name());
          written.add(Tree.of(Kind.ITEM, own.typed(column.column().type())));
        }
      } else {
        written.add(item);
      }
    }
    Token near = items.first();
    items.parts().clear();
    items.parts().addAll(Made.separated(near, written));
  }

  /**
   * The condition with what PRIOR marks read from the row before, and LEVEL as that of the next.
   */
  private static Node connected(Node node, String name, boolean isPrior, Set<String> prior) {
    if (!(node instanceof Tree tree)) {
      return node;
    }
    if (tree.is(Kind.UNARY) && tree.first().isWord("prior")) {
      return connected(tree.children().get(0), name, true, prior);
    }
    if (tree.is(Kind.COLUMN)) {
      Token last = (Token) tree.parts().get(tree.parts().size() - 1);
      if (isPrior) {
        prior.add(last.value());
        return Made.column(last, BEFORE, last.value());
      }
      if (tree.parts().size() == 1 && last.value().equals(LEVEL)) {
        return Made.of(Kind.LIST, last, "(\"before\".\"level\" + 1)");
      }
      return Made.column(last, name, last.value());
    }
    for (int i = tree.is(Kind.CALL) ? 1 : 0; i < tree.parts().size(); i++) {
      if (!tree.is(Kind.NESTED)) {
        tree.parts().set(i, connected(tree.parts().get(i), name, isPrior, prior));
      }
    }
    return tree;
  }

  private static Tree level(Tree tree, Tree level) {
    if (tree.is(Kind.COLUMN) && tree.parts().size() == 1 && tree.first().value().equals(LEVEL)) {
      return level;
    }
    for (int i = tree.is(Kind.CALL) ? 1 : 0; i < tree.parts().size(); i++) {
      if (tree.parts().get(i) instanceof Tree part && !part.is(Kind.NESTED)) {
        tree.parts().set(i, level(part, level));
      }
    }
    return tree;
  }
}
