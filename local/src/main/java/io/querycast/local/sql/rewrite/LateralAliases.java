package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the expression in place of its alias where a later item of the select list, QUALIFY, or an
 * expression of ORDER BY uses the alias. A column of that name comes first, as in Redshift.
 */
final class LateralAliases {
  /** As many tokens as a select list may grow to: each alias may double it. */
  private static final int MOST_TOKENS = 200_000;

  private final Scope scope;
  private final boolean reachWhere;
  private final Map<String, Tree> aliases = new HashMap<>();
  private int tokens;

  /**
   * @param readsCatalogue whether the query reads the catalogue alone: drivers rely on aliases in
   *     the WHERE of such a query, where other queries have none
   */
  LateralAliases(Scope scope, boolean readsCatalogue) {
    this.scope = scope;
    this.reachWhere = readsCatalogue && scope.isKnown();
  }

  /**
   * @param order the query's ORDER BY; null if it has none
   */
  void rewrite(Tree select, Tree order) {
    Set<String> used = used(select, order);
    for (Tree item : select.child(Kind.ITEMS).children(Kind.ITEM)) {
      String label = label(item);
      if (!aliases.isEmpty()) {
        // The label is Redshift's name for what was written.
        String asked = Labels.askedOf(item);
        Tree expression = item.children().get(0);
        Tree changed = substituted(expression);
        if (changed != expression) {
          item.parts().clear();
          item.parts().addAll(Made.item(changed, asked).parts());
        }
      }
      if (label != null && used.contains(label) && scope.own(label) == null) {
        aliases.put(label, item.children().get(0).copy());
      }
    }
    if (reachWhere && select.child(Kind.WHERE) != null && !aliases.isEmpty()) {
      substitute(select.child(Kind.WHERE));
    }
    if (select.child(Kind.QUALIFY) != null && !aliases.isEmpty()) {
      substitute(select.child(Kind.QUALIFY));
    }
    if (order != null && !aliases.isEmpty()) {
      // The engine knows an alias that is a whole key.
      order.children(Kind.KEY).stream()
          .filter(key -> !key.children().get(0).is(Kind.COLUMN))
          .forEach(this::substitute);
    }
  }

  /** The alias that the text gives; null if it gives none. */
  private static String label(Tree item) {
    Node last = item.parts().get(item.parts().size() - 1);
    return last instanceof Token token ? token.value() : null;
  }

  /** All names without a relation that the select list, WHERE, QUALIFY and ORDER BY use. */
  private Set<String> used(Tree select, Tree order) {
    Set<String> used = new HashSet<>();
    collect(select.child(Kind.ITEMS), used);
    if (reachWhere && select.child(Kind.WHERE) != null) {
      collect(select.child(Kind.WHERE), used);
    }
    if (select.child(Kind.QUALIFY) != null) {
      collect(select.child(Kind.QUALIFY), used);
    }
    if (order != null) {
      collect(order, used);
    }
    return used;
  }

  private static void collect(Tree tree, Set<String> used) {
    if (tree.is(Kind.COLUMN)) {
      used.add(tree.first().value());
    }
    for (Tree part : tree.children()) {
      if (!part.is(Kind.NESTED)) {
        collect(part, used);
      }
    }
  }

  private Tree substituted(Tree expression) {
    if (expression.is(Kind.COLUMN)) {
      Tree alias = aliases.get(expression.first().value());
      if (alias == null || (expression.parts().size() > 1 && isRelation(expression))) {
        return expression;
      }
      Tree copy = Made.parentheses(copy(alias));
      return expression.parts().size() == 1 ? copy : path(copy, expression);
    }
    substitute(expression);
    return expression;
  }

  private boolean isRelation(Tree column) {
    return scope.relation(column.first().value()) != null;
  }

  /** {@code alias.name} is a way into the SUPER value that the alias stands for. */
  private static Tree path(Tree copy, Tree column) {
    Tree path = Tree.of(Kind.PATH, copy);
    path.parts().addAll(column.parts().subList(1, column.parts().size()));
    return path;
  }

  private Tree copy(Tree alias) {
    tokens += alias.tokens().size();
    if (tokens > MOST_TOKENS) {
      throw new Refused(
          "the statement is too long: its aliases stand for too much text", alias.first());
    }
    return alias.copy();
  }

  private void substitute(Tree tree) {
    boolean isDated = tree.is(Kind.CALL) && DateParts.isFirst(tree.children().get(0));
    for (Tree part : tree.children()) {
      boolean isName = tree.is(Kind.CALL) && part == tree.parts().get(0);
      if (isName || part.is(Kind.NESTED)) {
        continue;
      }
      if (isDated && part.is(Kind.ARGUMENTS)) {
        List<Tree> arguments = part.children();
        arguments.stream().skip(1).forEach(argument -> replace(part, argument));
      } else {
        replace(tree, part);
      }
    }
  }

  private void replace(Tree parent, Tree part) {
    Tree changed = substituted(part);
    if (changed != part) {
      parent.parts().set(indexOf(parent, part), changed);
    }
  }

  private static int indexOf(Tree parent, Tree part) {
    for (int i = 0; i < parent.parts().size(); i++) {
      if (parent.parts().get(i) == part) {
        return i;
      }
    }
    throw new IllegalStateException("no part of this tree");
  }
}
