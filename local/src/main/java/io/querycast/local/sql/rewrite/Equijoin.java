package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What UPDATE and MERGE change is joined to their other relations by at least one equality, in
 * Redshift; to the engine any condition is enough.
 */
final class Equijoin {
  private final Scope scope;

  private Equijoin(Scope scope) {
    this.scope = scope;
  }

  /**
   * Refuses a statement whose target is in no equality with another relation.
   *
   * @param condition what joins them; null if there is none
   * @param scope whose first relation is the target
   */
  static void require(Tree statement, Tree condition, Scope scope) {
    Equijoin join = new Equijoin(scope);
    if (condition == null || OuterJoins.conjuncts(condition).stream().noneMatch(join::isOfTarget)) {
      throw new Refused("Target table must be part of an equijoin predicate", statement.first());
    }
  }

  /** Whether it is an equality with the target alone on one side, and others on the other. */
  private boolean isOfTarget(Tree condition) {
    if (!condition.is(Kind.CHAIN) || condition.parts().size() != 3 || !condition.has("=")) {
      return false;
    }
    Set<Integer> left = relations(condition.children().get(0));
    Set<Integer> right = relations(condition.children().get(1));
    Set<Integer> target = Set.of(0);
    return (left.equals(target) && !right.isEmpty() && !right.contains(0))
        || (right.equals(target) && !left.isEmpty() && !left.contains(0));
  }

  /** The places of the relations whose columns an expression reads. */
  private Set<Integer> relations(Tree expression) {
    Set<Integer> places = new HashSet<>();
    collect(expression, places);
    return places;
  }

  private void collect(Tree tree, Set<Integer> places) {
    if (tree.is(Kind.COLUMN)) {
      places.add(relation(Names.parts(tree)));
      return;
    }
    for (Tree part : tree.children()) {
      boolean isName = tree.is(Kind.CALL) && part == tree.parts().get(0);
      if (!isName && !part.is(Kind.NESTED)) {
        collect(part, places);
      }
    }
  }

  /** The place of a column's relation; one that is not known counts as the last. */
  private int relation(List<String> names) {
    List<Scope.Relation> relations = scope.relations();
    for (int i = 0; i < relations.size(); i++) {
      Scope.Relation relation = relations.get(i);
      int named = names.indexOf(relation.name());
      boolean isNamed = named >= 0 && named < names.size() - 1;
      if (isNamed || (names.size() == 1 && relation.column(names.get(0)) != null)) {
        return i;
      }
    }
    return relations.size() - 1;
  }
}
