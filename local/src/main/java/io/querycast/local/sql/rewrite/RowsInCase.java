package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.List;

/**
 * CASE with results that are many rows. Redshift's leader node gives the rows of the result that is
 * chosen; PostgreSQL has sets of rows outside of CASE alone, so that each result becomes an array,
 * and the rows are those of the one that is chosen.
 */
final class RowsInCase {
  private static final String ROWS = "generate_series";

  private RowsInCase() {}

  static boolean isIn(List<Tree> results) {
    return results.stream().anyMatch(RowsInCase::hasRows);
  }

  private static boolean hasRows(Tree tree) {
    boolean isRows = tree.is(Kind.CALL) && Functions.name(tree).equals(ROWS);
    return isRows
        || (!tree.is(Kind.NESTED) && tree.children().stream().anyMatch(RowsInCase::hasRows));
  }

  static Tree rewrite(Tree tree) {
    Token near = tree.first();
    for (Tree when : tree.children(Kind.WHEN)) {
      Tree result = when.children().get(1);
      when.replace(result, array(result));
    }
    int otherwise = tree.indexOf("else");
    if (otherwise >= 0) {
      tree.parts().set(otherwise + 1, array((Tree) tree.parts().get(otherwise + 1)));
    } else {
      // Of no result there is one row, which is null; a text takes the type of the others.
      Tree nothing = Made.text(near, "{NULL}");
      tree.parts().addAll(tree.indexOf("end"), List.of(Made.word(near, "else"), nothing));
    }
    return Made.call(near, "unnest", tree);
  }

  private static Tree array(Tree result) {
    return Made.of(Kind.ARRAY, result.first(), "array(select :a)", result);
  }
}
