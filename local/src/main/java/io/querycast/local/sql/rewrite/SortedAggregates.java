package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Redshift sorts a query's rows once, so all of its aggregates that sort must sort alike. */
final class SortedAggregates {
  private static final Set<String> SORTED = Set.of("listagg", "percentile_cont");

  private String order;

  private SortedAggregates() {}

  /** Refuses a query whose aggregates sort in different ways. */
  static void check(Tree query) {
    new SortedAggregates().find(query);
  }

  private void find(Tree tree) {
    if (tree.is(Kind.CALL) && tree.child(Kind.OVER) == null) {
      Tree key = key(tree);
      if (key != null) {
        String found = text(key);
        if (order != null && !order.equals(found)) {
          throw new Refused(
              "within group ORDER BY clauses for aggregate functions must be the same",
              tree.first());
        }
        order = found;
      }
    }
    for (Tree part : tree.children()) {
      boolean isInside = part.is(Kind.NESTED) || part.is(Kind.FROM) || part.is(Kind.WITH);
      if (!isInside) {
        find(part);
      }
    }
  }

  /** What an aggregate sorts by; null if it does not sort. MEDIAN sorts by its argument. */
  private static Tree key(Tree call) {
    String name = Functions.name(call);
    if (name.equals("median")) {
      return call.child(Kind.ARGUMENTS);
    }
    Tree within = call.child(Kind.WITHIN);
    return within != null && SORTED.contains(name) ? within.child(Kind.ORDER) : null;
  }

  /** The tokens of an order, but for the relations that its columns name. */
  private static String text(Tree order) {
    List<String> words = new ArrayList<>();
    for (Token token : order.tokens()) {
      boolean isPoint = token.isMark(".");
      if (isPoint) {
        words.remove(words.size() - 1);
      } else if (!token.isWord("order") && !token.isWord("by") && !token.isWord("asc")) {
        words.add(token.value());
      }
    }
    return String.join(" ", words);
  }
}
