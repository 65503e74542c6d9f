package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** Makes one relation of all that a FROM reads, with names of ours for its columns. */
final class OneRelation {
  private static final String NAME = "joined";

  private final Tree select;
  private final Tree order;
  private final Scope scope;
  private final List<Scope.Visible> visible;

  /**
   * @param order the query's ORDER BY; null if it has none
   * @param visible the columns that {@code *} gives
   */
  OneRelation(Tree select, Tree order, Scope scope, List<Scope.Visible> visible) {
    this.select = select;
    this.order = order;
    this.scope = scope;
    this.visible = visible;
  }

  /** Rewrites the SELECT in place; the columns of the one relation. */
  List<Scope.Visible> rewrite() {
    items(select.child(Kind.ITEMS));
    Tree from = select.child(Kind.FROM);
    Token near = from.first();
    List<Node> items = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < visible.size(); i++) {
      Scope.Visible known = visible.get(i);
      Tree own = Made.column(near, known.relation(), known.column().name());
      items.add(Made.item(own, name(i)));
      columns.add(new Column(name(i), known.column().type()));
    }
    for (Tree clause : select.children()) {
      if (!clause.is(Kind.FROM)) {
        below(clause);
      }
    }
    if (order != null) {
      below(order);
    }
    Tree list = new Tree(Kind.ITEMS, Made.separated(near, items));
    Tree query = Made.of(Kind.QUERY, near, "select :a :b", list, from);
    Tree alias = Tree.of(Kind.ALIAS, near.as(Token.Kind.NAME, NAME));
    Tree item = Tree.of(Kind.DERIVED, Made.nested(query), alias);
    select.replace(from, Tree.of(Kind.FROM, near, item));
    scope.relations().clear();
    scope.add(new Scope.Relation(null, NAME, columns, false));
    return columns.stream().map(column -> new Scope.Visible(NAME, column)).toList();
  }

  private static String name(int column) {
    return "c" + (column + 1);
  }

  /** Writes {@code *} out, and the names that the columns of the result have. */
  private void items(Tree items) {
    List<Node> written = new ArrayList<>();
    for (Tree item : items.children()) {
      if (item.is(Kind.STAR)) {
        for (Scope.Visible known : visible) {
          String relation = item.parts().size() > 1 ? item.first().value() : known.relation();
          if (relation == null || relation.equals(known.relation())) {
            String name = known.column().name();
            written.add(Made.item(Made.column(item.first(), known.relation(), name), name));
          }
        }
      } else {
        written.add(Made.item(item.children().get(0), Labels.askedOf(item)));
      }
    }
    Token near = items.first();
    items.parts().clear();
    items.parts().addAll(Made.separated(near, written));
  }

  private void below(Tree tree) {
    for (int i = tree.is(Kind.CALL) ? 1 : 0; i < tree.parts().size(); i++) {
      if (tree.parts().get(i) instanceof Tree part && !part.is(Kind.NESTED)) {
        if (part.is(Kind.COLUMN)) {
          tree.parts().set(i, column(part));
        } else {
          below(part);
        }
      }
    }
  }

  /** The column of the one relation; what is none of its columns stays as it is. */
  private Tree column(Tree column) {
    List<String> names = Names.parts(column);
    String name = names.get(names.size() - 1);
    String relation = names.size() > 1 ? names.get(names.size() - 2) : null;
    Tree found = null;
    for (int i = 0; i < visible.size(); i++) {
      Scope.Visible known = visible.get(i);
      boolean isThis =
          known.column().name().equals(name)
              && (relation == null || relation.equals(known.relation()));
      if (isThis && found != null) {
        throw new Refused("column reference \"%s\" is ambiguous".formatted(name), column.first());
      }
      if (isThis) {
        found = Made.column(column.first(), NAME, name(i));
      }
    }
    return found == null ? column : found;
  }
}
