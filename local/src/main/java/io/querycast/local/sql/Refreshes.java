package io.querycast.local.sql;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Tree;
import java.util.List;
import java.util.Set;

/**
 * How Redshift refreshes a materialised view of a query.
 *
 * @param isIncremental whether by what has changed alone; else it is computed anew
 * @param isMutable whether it calls what gives another value at another time: it is never fresh
 */
public record Refreshes(boolean isIncremental, boolean isMutable) {
  private static final Set<String> MUTABLE =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp",
          "sysdate",
          "getdate",
          "now",
          "timeofday",
          "random",
          "user",
          "current_user",
          "session_user",
          "current_user_id",
          "age");

  /** The functions of "Limitations for incremental refresh". */
  private static final Set<String> ANEW =
      Set.of(
          "max",
          "min",
          "median",
          "percentile_cont",
          "percentile_disc",
          "listagg",
          "stddev",
          "stddev_samp",
          "stddev_pop",
          "variance",
          "var_samp",
          "var_pop",
          "bit_and",
          "bit_or",
          "bool_and",
          "bool_or",
          "date",
          "date_part",
          "date_trunc",
          "date_cmp_timestamptz",
          "to_timestamp");

  /** The constructs of the same list. */
  private static final Set<Kind> WHOLE =
      Set.of(Kind.SETS, Kind.DISTINCT, Kind.OVER, Kind.QUALIFY, Kind.WITHIN);

  /** Where a query is a relation, and not a value. */
  private static final Set<Kind> AROUND = Set.of(Kind.DERIVED, Kind.CTE, Kind.QUERY);

  static Refreshes of(Tree query) {
    boolean isMutable = has(query, MUTABLE);
    return new Refreshes(!isMutable && !has(query, ANEW) && !isWhole(query), isMutable);
  }

  private static boolean has(Tree tree, Set<String> names) {
    boolean isOne = tree.is(Kind.CALL) || tree.is(Kind.SPECIAL);
    return (isOne && names.contains(tree.first().value()))
        || tree.children().stream().anyMatch(child -> has(child, names));
  }

  /** Whether a change of a table may change any row of the query. */
  private static boolean isWhole(Tree tree) {
    boolean isOuter =
        tree.is(Kind.JOIN) && List.of("left", "right", "full").stream().anyMatch(tree::has);
    boolean isDistinct = tree.is(Kind.ARGUMENTS) && tree.has("distinct");
    boolean isApproximate = tree.is(Kind.UNARY) && tree.has("approximate");
    boolean hasValue = !AROUND.contains(tree.kind()) && tree.child(Kind.NESTED) != null;
    return WHOLE.contains(tree.kind())
        || isOuter
        || isDistinct
        || isApproximate
        || hasValue
        || tree.children().stream().anyMatch(Refreshes::isWhole);
  }
}
