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
 * Sorts a SELECT DISTINCT by what its list does not have, which PostgreSQL can't. Where equal rows
 * differ in that, their order is not defined, and the query fails.
 */
final class DistinctOrder {
  private DistinctOrder() {}

  /**
   * Puts the query into FROM of one that groups instead, if it is such a query.
   *
   * @param columns those of the select list, with the names that Redshift gives them; null if they
   *     are not known
   */
  static void rewrite(Tree query, Tree select, List<Column> columns) {
    Tree order = query.child(Kind.ORDER);
    Tree distinct = select.child(Kind.DISTINCT);
    List<Tree> items = select.child(Kind.ITEMS).children(Kind.ITEM);
    boolean isKnown = columns != null && items.size() == columns.size();
    if (order == null || distinct == null || !distinct.has("distinct") || !isKnown) {
      return;
    }
    if (order.children(Kind.KEY).stream().allMatch(key -> place(key, items, columns) > 0)
        || select.child(Kind.INTO) != null) {
      return;
    }
    Token near = distinct.first();
    List<Node> inside = new ArrayList<>();
    List<Node> outside = new ArrayList<>();
    List<Node> groups = new ArrayList<>();
    for (Tree item : items) {
      String name = "c" + (inside.size() + 1);
      Tree expression = item.children().get(0);
      Tree column = Made.column(near, "d", name).typed(expression.type());
      outside.add(Made.item(column, columns.get(inside.size()).name()));
      groups.add(column.copy());
      inside.add(Made.item(expression, name));
    }
    for (Tree key : order.children(Kind.KEY)) {
      sort(key, items, columns, inside);
    }
    select.parts().remove(distinct);
    select.replace(select.child(Kind.ITEMS), new Tree(Kind.ITEMS, Made.separated(near, inside)));
    Tree grouped =
        Made.of(
            Kind.SELECT,
            near,
            "select :a :b :c",
            new Tree(Kind.ITEMS, Made.separated(near, outside)),
            Made.of(Kind.FROM, near, "from :a as \"d\"", Made.nested(Tree.of(Kind.QUERY, select))),
            Made.of(Kind.GROUP, near, "group by :a", Made.arguments(near, groups)));
    query.replace(select, grouped);
  }

  /** Sorts by a column of the list, or by a value that is the same in all rows that are equal. */
  private static void sort(Tree key, List<Tree> items, List<Column> columns, List<Node> inside) {
    Tree expression = key.children().get(0);
    Token near = expression.first();
    int place = place(key, items, columns);
    if (place > 0) {
      key.replace(expression, Made.column(near, "d", "c" + place));
      return;
    }
    String name = "k" + inside.size();
    inside.add(Made.item(expression, name));
    key.replace(expression, Made.call(near, "only_value", Made.column(near, "d", name)));
  }

  /** The place in the list of what a key sorts by, from 1; 0 if it is not there. */
  private static int place(Tree key, List<Tree> items, List<Column> columns) {
    Tree expression = key.children().get(0);
    if (expression.is(Kind.LITERAL)) {
      // What is no place is the engine's to refuse.
      String digits = expression.first().value();
      return digits.matches("[0-9]{1,4}") ? Math.max(1, Integer.parseInt(digits)) : 1;
    }
    boolean isName = expression.is(Kind.COLUMN) && expression.parts().size() == 1;
    for (int i = 0; isName && i < columns.size(); i++) {
      if (columns.get(i).name().equals(expression.first().value())) {
        return i + 1;
      }
    }
    List<String> words = words(expression);
    for (int i = 0; i < items.size(); i++) {
      if (words(items.get(i).children().get(0)).equals(words)) {
        return i + 1;
      }
    }
    return 0;
  }

  private static List<String> words(Tree expression) {
    return expression.tokens().stream().map(Token::value).toList();
  }
}
