package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a query with QUALIFY into FROM of one that has its condition as WHERE. The columns get names
 * of ours inside, for their own may not be unique.
 */
final class Qualify {
  private Qualify() {}

  /**
   * @param columns those of the select list, with the names that Redshift gives them
   */
  static void rewrite(Tree query, Tree select, List<Column> columns) {
    Tree qualify = select.child(Kind.QUALIFY);
    Token near = qualify.first();
    List<Node> inside = new ArrayList<>();
    List<Node> outside = new ArrayList<>();
    int count = 0;
    for (Tree item : select.child(Kind.ITEMS).children(Kind.ITEM)) {
      String name = "c" + ++count;
      Tree expression = item.children().get(0);
      inside.add(Made.item(expression, name));
      Tree column = Made.column(near, "q", name).typed(expression.type());
      outside.add(Made.item(column, columns.get(count - 1).name()));
    }
    inside.add(Made.item((Tree) qualify.parts().get(1), "q"));
    keys(query, columns, inside);
    List<Node> list = new ArrayList<>();
    list.add(Made.word(near, "select"));
    move(select, Kind.DISTINCT, list);
    select.parts().remove(qualify);
    select.replace(select.child(Kind.ITEMS), new Tree(Kind.ITEMS, Made.separated(near, inside)));
    list.add(new Tree(Kind.ITEMS, Made.separated(near, outside)));
    move(select, Kind.INTO, list);
    Tree nested = Made.nested(Tree.of(Kind.QUERY, select));
    list.add(Made.of(Kind.FROM, near, "from :a as \"q\"", nested));
    list.add(Made.of(Kind.WHERE, near, "where \"q\".\"q\""));
    query.replace(select, new Tree(Kind.SELECT, list));
  }

  private static void move(Tree select, Kind kind, List<Node> list) {
    Tree part = select.child(kind);
    if (part != null) {
      select.parts().remove(part);
      list.add(part);
    }
  }

  /** What ORDER BY needs besides the columns is worked out inside. */
  private static void keys(Tree query, List<Column> columns, List<Node> inside) {
    Tree order = query.child(Kind.ORDER);
    if (order == null) {
      return;
    }
    int count = 0;
    for (Tree key : order.children(Kind.KEY)) {
      Tree expression = key.children().get(0);
      boolean isPlace = expression.is(Kind.LITERAL);
      boolean isLabel =
          expression.is(Kind.COLUMN)
              && expression.parts().size() == 1
              && columns.stream().anyMatch(c -> c.name().equals(expression.first().value()));
      if (!isPlace && !isLabel) {
        String name = "k" + ++count;
        inside.add(Made.item(expression, name));
        key.replace(expression, Made.column(expression.first(), "q", name));
      }
    }
  }
}
