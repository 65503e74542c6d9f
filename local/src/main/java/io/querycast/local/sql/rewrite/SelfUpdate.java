package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * An UPDATE whose FROM holds its own table under an alias. If nothing else names the table,
 * Redshift changes the rows of that alias; the engine would join all rows of the table to them.
 */
final class SelfUpdate {
  private final Tree update;
  private final Tree target;
  private final Tables tables;

  private SelfUpdate(Tree update, Tables tables) {
    this.tables = tables;
    this.update = update;
    this.target = update.child(Kind.TABLE);
  }

  /** Makes the alias the name of the table, and its joins conditions. */
  static void rewrite(Tree update, Tables tables) {
    Tree from = update.child(Kind.FROM);
    if (from != null) {
      new SelfUpdate(update, tables).rewriteFrom(from);
    }
  }

  private void rewriteFrom(Tree from) {
    Tree item = from.children().stream().filter(this::holdsTarget).findFirst().orElse(null);
    if (item == null) {
      return;
    }
    for (Tree join : item.children(Kind.JOIN)) {
      if (join.has("left") || join.has("right") || join.has("full")) {
        throw new Refused("Target table must be part of an equijoin predicate", join.first());
      }
    }
    if (namesTarget(from) || namesTarget(update.child(Kind.WHERE))) {
      return;
    }
    List<Node> items = new ArrayList<>();
    List<Tree> conditions = new ArrayList<>();
    for (Tree each : from.children()) {
      for (Tree plain : each == item ? plain(item, conditions) : List.of(each)) {
        if (isTarget(plain)) {
          target.parts().add(plain.child(Kind.ALIAS));
        } else {
          items.add(plain);
        }
      }
    }
    Token near = from.first();
    if (items.isEmpty()) {
      update.parts().remove(from);
    } else {
      from.parts().subList(1, from.parts().size()).clear();
      from.parts().addAll(Made.separated(near, items));
    }
    conditions.forEach(condition -> restrict(near, condition));
  }

  private boolean holdsTarget(Tree item) {
    return isTarget(item)
        || (item.is(Kind.JOINED)
            && (isTarget(item.children().get(0))
                || item.children(Kind.JOIN).stream()
                    .anyMatch(join -> isTarget(join.children().get(0)))));
  }

  private boolean isTarget(Tree item) {
    return item.is(Kind.TABLE)
        && target.child(Kind.ALIAS) == null
        && item.child(Kind.ALIAS) != null
        && item.child(Kind.COLUMN) != null
        && qualified(item).equals(qualified(target));
  }

  /** The schema and the name of a relation. */
  private List<String> qualified(Tree relation) {
    List<String> names = Names.parts(relation.child(Kind.COLUMN));
    String name = names.get(names.size() - 1);
    String schema =
        names.size() > 1 ? names.get(names.size() - 2) : tables.schemaOf(name).orElse("");
    return List.of(schema, name);
  }

  /** Whether a column below is said to be one of the table by its own name. */
  private boolean namesTarget(Tree tree) {
    if (tree == null) {
      return false;
    }
    if (tree.is(Kind.COLUMN)) {
      List<String> names = Names.parts(tree);
      List<String> table = Names.parts(target.child(Kind.COLUMN));
      return names.size() > 1 && names.get(names.size() - 2).equals(table.get(table.size() - 1));
    }
    return tree.children().stream().anyMatch(part -> !tree.is(Kind.TABLE) && namesTarget(part));
  }

  /** The items of inner joins; adds what they are joined by. */
  private static List<Tree> plain(Tree item, List<Tree> conditions) {
    if (!item.is(Kind.JOINED)) {
      return List.of(item);
    }
    List<Tree> items = new ArrayList<>(List.of(item.children().get(0)));
    for (Tree join : item.children(Kind.JOIN)) {
      if (join.has("using") || join.has("natural")) {
        throw Refused.notAvailable("UPDATE of a table that USING joins in FROM", join.first());
      }
      items.add(join.children().get(0));
      if (join.has("on")) {
        conditions.add(join.children().get(1));
      }
    }
    return items;
  }

  private void restrict(Token near, Tree condition) {
    Tree where = update.child(Kind.WHERE);
    Tree joined = Made.parentheses(condition);
    if (where == null) {
      update.parts().add(Tree.of(Kind.WHERE, Made.word(near, "where"), joined));
    } else {
      Tree before = Made.parentheses((Tree) where.parts().get(1));
      where.parts().set(1, Tree.of(Kind.CHAIN, before, Made.word(near, "and"), joined));
    }
  }
}
