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
import java.util.List;

/** Rewrites one SELECT: what Redshift has and PostgreSQL has not becomes what both have. */
final class SelectRewrite {
  private final Rewriter rewriter;

  SelectRewrite(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  /**
   * Rewrites the SELECT of a query, and the ORDER BY that sees its names.
   *
   * @return its columns; null if they are not known
   */
  List<Column> select(Tree query, Scope with) {
    Tree select = query.child(Kind.SELECT);
    Scope scope = Scope.ofSelect(with, Windows.isIn(select));
    SortedAggregates.check(query);
    List<Scope.Visible> visible = List.of();
    if (select.child(Kind.FROM) != null) {
      visible = rewriter.froms.from(select.child(Kind.FROM), scope);
    }
    if (select.child(Kind.CONNECT) != null || select.child(Kind.START) != null) {
      visible = new Hierarchy(rewriter, select, query.child(Kind.ORDER), scope).rewrite(visible);
    }
    // Aliases are put in before anything else is changed.
    new LateralAliases(scope, rewriter.nodes.readsOnlyCatalogue())
        .rewrite(select, query.child(Kind.ORDER));
    rewriter.expressions.below(select, scope, Kind.WHERE);
    boolean isMoved = OuterJoins.rewrite(select, scope);
    Stars.rewrite(select, visible, scope, isMoved);
    items(select, scope);
    rewriter.expressions.below(select, scope, Kind.HAVING);
    rewriter.expressions.below(select, scope, Kind.QUALIFY);
    group(select, scope);
    if (query.child(Kind.ORDER) != null) {
      rewriter.expressions.below(query.child(Kind.ORDER), scope);
    }
    List<Column> columns = columns(select, visible, scope);
    top(query, select);
    if (select.child(Kind.INTO) != null) {
      into(select.child(Kind.INTO));
    }
    if (select.child(Kind.QUALIFY) != null) {
      Qualify.rewrite(query, select, columns);
    } else {
      DistinctOrder.rewrite(query, select, columns);
    }
    return columns;
  }

  private void items(Tree select, Scope scope) {
    List<String> labels = new ArrayList<>();
    List<Boolean> correlated = new ArrayList<>();
    for (Tree item : select.child(Kind.ITEMS).children(Kind.ITEM)) {
      Tree expression = item.children().get(0);
      String label = Labels.askedOf(item);
      boolean isNamed = item.parts().size() > 1;
      if (expression.is(Kind.LIST) && expression.children().size() > 1) {
        throw new Refused(
            "ROW expression, implicit or explicit, is not supported in target list",
            expression.first());
      }
      int correlations = scope.correlations();
      Tree rewritten = here(rewriter.expressions.rewrite(expression, scope));
      correlated.add(scope.correlations() > correlations);
      labels.add(label);
      if (isNamed || !Labels.given(rewritten).equals(label)) {
        item.parts().clear();
        item.parts().addAll(Made.item(rewritten, label).parts());
      } else {
        item.parts().set(0, rewritten);
      }
    }
    labels.forEach(scope::label);
    Tree group = select.child(Kind.GROUP);
    if (group != null && correlated.contains(true)) {
      group(group, labels, correlated);
    }
  }

  /** Redshift can't group by the result of a correlated subquery. */
  private void group(Tree group, List<String> labels, List<Boolean> correlated) {
    for (Tree key : group.children()) {
      String word = key.first().value();
      for (int i = 0; i < labels.size(); i++) {
        boolean isItem =
            (key.is(Kind.COLUMN) && word.equals(labels.get(i)))
                || (key.is(Kind.LITERAL) && word.equals(String.valueOf(i + 1)));
        if (isItem && correlated.get(i)) {
          rewriter.correlates(key.first());
        }
      }
    }
  }

  /** A text that becomes a TIMETZ is converted to the session's time zone. */
  private static Tree here(Tree expression) {
    boolean isMade = expression.is(Kind.TYPED) || expression.is(Kind.CAST);
    return isMade && expression.type().is(Type.TIMETZ)
        ? Made.of(Kind.ZONE, expression.first(), "(:a at local)", expression).typed(Type.TIMETZ)
        : expression;
  }

  private void group(Tree select, Scope scope) {
    Tree group = select.child(Kind.GROUP);
    if (group == null) {
      return;
    }
    if (!group.has("all")) {
      rewriter.expressions.below(group, scope);
      return;
    }
    // GROUP BY ALL: by every item that aggregates nothing.
    List<Node> keys = new ArrayList<>();
    List<Tree> items = select.child(Kind.ITEMS).children();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).is(Kind.STAR)) {
        throw Refused.notAvailable("GROUP BY ALL with *", group.first());
      }
      if (!Functions.aggregates(items.get(i))) {
        keys.add(Made.number(group.first(), i + 1));
      }
    }
    if (keys.isEmpty()) {
      select.parts().remove(group);
      return;
    }
    group.parts().subList(2, group.parts().size()).clear();
    group.parts().addAll(Made.separated(group.first(), keys));
  }

  /** A table that names no schema is made where the session makes tables, and not in ours. */
  private void into(Tree into) {
    Tree name = into.child(Kind.COLUMN);
    Names.withoutDatabase(name, rewriter.tables, 3);
    boolean isTemporary = into.has("temp") || into.has("temporary");
    Token near = name.first();
    if (near.value().startsWith("#") && !isTemporary) {
      into.parts().add(1, Made.word(near, "temp"));
    } else if (!isTemporary && name.parts().size() == 1) {
      String schema = rewriter.tables.creationSchema();
      into.replace(name, Made.column(near, schema, near.value()));
    }
  }

  private static void top(Tree query, Tree select) {
    Tree top = select.child(Kind.TOP);
    if (top == null) {
      return;
    }
    if (query.child(Kind.LIMIT) != null) {
      throw new Refused("TOP and LIMIT can't be used in the same query", top.first());
    }
    select.parts().remove(top);
    Tree limit = Tree.of(Kind.LIMIT, Made.word(top.first(), "limit"), top.children().get(0));
    Tree offset = query.child(Kind.OFFSET);
    query.parts().add(offset == null ? query.parts().size() : query.parts().indexOf(offset), limit);
  }

  private static List<Column> columns(Tree select, List<Scope.Visible> visible, Scope scope) {
    List<Column> columns = new ArrayList<>();
    for (Tree item : select.child(Kind.ITEMS).children()) {
      if (item.is(Kind.ITEM)) {
        Tree expression = item.children().get(0);
        columns.add(new Column(Labels.givenOf(item), expression.type()));
      } else if (item.is(Kind.STAR)) {
        if (visible == null) {
          return null;
        }
        Stars.of(item, visible, scope).forEach(column -> columns.add(column.column()));
      }
    }
    return columns;
  }
}
