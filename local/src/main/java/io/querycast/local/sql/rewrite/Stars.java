package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code *} out as columns where the rewritten query would give others: EXCLUDE and more.
 */
final class Stars {
  private Stars() {}

  /**
   * @param visible the columns of FROM in their order; null if they are not known
   * @param isMoved whether the relations stand in another order than in the text
   */
  static void rewrite(Tree select, List<Scope.Visible> visible, Scope scope, boolean isMoved) {
    Tree items = select.child(Kind.ITEMS);
    List<Tree> excluded = items.children(Kind.EXCLUDE);
    Tree group = select.child(Kind.GROUP);
    boolean isNeeded =
        isMoved
            || !excluded.isEmpty()
            || select.child(Kind.QUALIFY) != null
            || (group != null && group.has("all"));
    if (!isNeeded || items.child(Kind.STAR) == null) {
      if (!excluded.isEmpty()) {
        throw new Refused("EXCLUDE needs a * in the select list", excluded.get(0).first());
      }
      return;
    }
    if (visible == null) {
      throw Refused.notAvailable(
          "* of a relation whose columns are not known", items.child(Kind.STAR).first());
    }
    List<Node> written = new ArrayList<>();
    List<String> names = names(excluded);
    for (String name : names) {
      if (visible.stream().noneMatch(each -> each.column().name().equals(name))) {
        throw new Refused("column \"%s\" does not exist".formatted(name), excluded.get(0).first());
      }
    }
    for (Tree item : items.children()) {
      if (item.is(Kind.STAR)) {
        for (Scope.Visible column : of(item, visible, scope)) {
          if (!names.contains(column.column().name())) {
            written.add(item(item.first(), column));
          }
        }
      } else if (item.is(Kind.ITEM)) {
        written.add(item);
      }
    }
    Token near = items.first();
    items.parts().clear();
    items.parts().addAll(Made.separated(near, written));
  }

  private static List<String> names(List<Tree> excluded) {
    List<String> names = new ArrayList<>();
    for (Tree exclude : excluded) {
      for (Token token : exclude.tokens()) {
        if (token.kind() == Token.Kind.NAME) {
          names.add(token.value());
        }
      }
    }
    return names;
  }

  private static Tree item(Token near, Scope.Visible column) {
    Tree name = Made.column(near, column.relation(), column.column().name());
    return Tree.of(Kind.ITEM, name.typed(column.column().type()));
  }

  /** The columns that one {@code *} or {@code t.*} gives. */
  static List<Scope.Visible> of(Tree star, List<Scope.Visible> visible, Scope scope) {
    if (star.parts().size() == 1) {
      return visible;
    }
    String relation = ((Token) star.parts().get(star.parts().size() - 3)).value();
    Scope.Relation named = scope.relation(relation);
    return named == null || named.columns() == null
        ? List.of()
        : named.columns().stream().map(column -> new Scope.Visible(relation, column)).toList();
  }
}
