package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the outer joins of {@code (+)} in WHERE as those of FROM. */
final class OuterJoins {
  private final Tree select;
  private final Scope scope;

  /** The conditions of each outer-joined relation, in the order of the text. */
  private final Map<String, List<Tree>> conditions = new LinkedHashMap<>();

  private OuterJoins(Tree select, Scope scope) {
    this.select = select;
    this.scope = scope;
  }

  /** Rewrites a SELECT; whether its relations stand in another order afterwards. */
  static boolean rewrite(Tree select, Scope scope) {
    Tree where = select.child(Kind.WHERE);
    return where != null && holds(where) && new OuterJoins(select, scope).rewrite(where);
  }

  private static boolean holds(Tree tree) {
    return !tree.is(Kind.NESTED)
        && (tree.is(Kind.PLUS) || tree.children().stream().anyMatch(OuterJoins::holds));
  }

  private boolean rewrite(Tree where) {
    Tree from = select.child(Kind.FROM);
    if (from == null) {
      throw new Refused("Outer join operator (+) needs FROM", where.first());
    }
    if (from.children().stream().anyMatch(item -> item.is(Kind.JOINED))) {
      throw new Refused(
          "Outer join operator (+) not allowed together with join syntax in FROM", from.first());
    }
    List<Tree> rest = new ArrayList<>();
    for (Tree conjunct : conjuncts((Tree) where.parts().get(1))) {
      Tree condition = conjunct.is(Kind.PLUS) ? Made.parentheses(conjunct) : conjunct;
      if (holds(condition)) {
        String relation = outerJoined(condition);
        conditions.computeIfAbsent(relation, key -> new ArrayList<>()).add(condition);
      } else {
        rest.add(condition);
      }
    }
    conditions.forEach(this::refuseSecond);
    join(from);
    select.parts().remove(where);
    if (!rest.isEmpty()) {
      Token near = where.first();
      int place = select.parts().indexOf(from) + 1;
      select.parts().add(place, Tree.of(Kind.WHERE, near, all(rest)));
    }
    return true;
  }

  /** What AND joins, at the top. */
  static List<Tree> conjuncts(Tree condition) {
    if (condition.is(Kind.LIST) && condition.children().size() == 1) {
      return conjuncts(condition.children().get(0));
    }
    if (!condition.is(Kind.CHAIN) || !condition.has("and")) {
      return List.of(condition);
    }
    List<Tree> conjuncts = new ArrayList<>();
    condition.children().forEach(part -> conjuncts.addAll(conjuncts(part)));
    return conjuncts;
  }

  private static Tree all(List<Tree> conditions) {
    List<Node> parts = new ArrayList<>();
    for (Tree condition : conditions) {
      if (!parts.isEmpty()) {
        parts.add(Made.word(condition.first(), "and"));
      }
      boolean isLoose = condition.is(Kind.CHAIN) && condition.has("or");
      parts.add(isLoose ? Made.parentheses(condition) : condition);
    }
    return new Tree(Kind.CHAIN, parts);
  }

  /** The relation whose columns have the mark; takes the marks away. */
  private String outerJoined(Tree condition) {
    boolean isRefused = condition.is(Kind.IN) || (condition.is(Kind.CHAIN) && condition.has("or"));
    if (isRefused) {
      throw new Refused(
          "Outer join operator (+) not allowed in operand of OR or IN.", condition.first());
    }
    Set<String> relations = new HashSet<>();
    unmark(condition, relations);
    if (relations.size() > 1) {
      throw new Refused(
          "A table may be outer joined to at most one other table.", condition.first());
    }
    return relations.iterator().next();
  }

  private void refuseSecond(String outerJoined, List<Tree> conditions) {
    if (others(conditions, outerJoined).size() > 1) {
      throw new Refused(
          "A table may be outer joined to at most one other table.", conditions.get(0).first());
    }
  }

  private void unmark(Tree tree, Set<String> relations) {
    for (int i = 0; i < tree.parts().size(); i++) {
      if (tree.parts().get(i) instanceof Tree part) {
        if (part.is(Kind.PLUS)) {
          Tree column = part.children().get(0);
          relations.add(relation(column));
          tree.parts().set(i, column);
        } else {
          unmark(part, relations);
        }
      }
    }
  }

  private String relation(Tree column) {
    Token first = column.first();
    if (column.parts().size() > 1) {
      Token named = (Token) column.parts().get(column.parts().size() - 3);
      return named.value();
    }
    for (Scope.Relation relation : scope.relations()) {
      if (relation.column(first.value()) != null) {
        return relation.name();
      }
    }
    throw new Refused("column \"%s\" does not exist".formatted(first.value()), first);
  }

  /** The relations of a condition but the one that is outer-joined. */
  private Set<String> others(List<Tree> conditions, String outerJoined) {
    Set<String> others = new HashSet<>();
    conditions.forEach(condition -> collect(condition, others));
    others.remove(outerJoined);
    return others;
  }

  private void collect(Tree tree, Set<String> relations) {
    if (tree.is(Kind.COLUMN)) {
      boolean isKnown = tree.parts().size() > 1 || scope.own(tree.first().value()) != null;
      if (isKnown) {
        relations.add(relation(tree));
      }
      return;
    }
    for (Tree part : tree.children()) {
      boolean isName = tree.is(Kind.CALL) && part == tree.parts().get(0);
      if (!isName && !part.is(Kind.NESTED)) {
        collect(part, relations);
      }
    }
  }

  /** The plain relations first, then each other one after those that its conditions name. */
  private void join(Tree from) {
    List<Tree> items = from.children();
    List<String> names = scope.relations().stream().map(Scope.Relation::name).toList();
    Token near = from.first();
    List<Node> joined = new ArrayList<>();
    Set<String> done = new HashSet<>();
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (conditions.containsKey(names.get(i))) {
        left.add(i);
      } else {
        joined.add(joined.isEmpty() ? items.get(i) : cross(near, items.get(i)));
        done.add(names.get(i));
      }
    }
    while (!left.isEmpty()) {
      int before = left.size();
      for (Integer place : List.copyOf(left)) {
        String name = names.get(place);
        boolean isReady = done.containsAll(others(conditions.get(name), name));
        if (isReady && !joined.isEmpty()) {
          joined.add(outer(near, items.get(place), all(conditions.get(name))));
          done.add(name);
          left.remove(place);
        }
      }
      if (left.size() == before) {
        throw new Refused("Outer joins with (+) depend on each other in a circle", near);
      }
    }
    from.parts().subList(1, from.parts().size()).clear();
    from.parts().add(new Tree(Kind.JOINED, joined));
  }

  private static Tree cross(Token near, Tree item) {
    return Made.of(Kind.JOIN, near, "cross join :a", item);
  }

  private static Tree outer(Token near, Tree item, Tree condition) {
    return Made.of(Kind.JOIN, near, "left join :a on :b", item, condition);
  }
}
