package io.querycast.local.sql;

import java.util.List;

/**
 * Gives the columns of a table or view that is made by a query the sizes that Redshift gives them.
 * PostgreSQL's decimals have none after a computation.
 */
final class Sized {
  private Sized() {}

  static void columns(Tree query) {
    Tree select = query.child(Kind.SELECT);
    if (select == null) {
      return;
    }
    for (Tree item : select.child(Kind.ITEMS).children(Kind.ITEM)) {
      Tree expression = item.children().get(0);
      Type type = expression.type();
      boolean isComputed = !expression.is(Kind.COLUMN) && !expression.is(Kind.CAST);
      if (type.isNumeric() && Decimals.of(type) != null && isComputed) {
        String label = Labels.givenOf(item);
        Tree sized = sized(expression, type);
        item.parts().clear();
        item.parts().addAll(Made.item(sized, label).parts());
      }
    }
  }

  private static Tree sized(Tree expression, Type type) {
    Token near = expression.first();
    String written =
        "numeric(%d, %d)".formatted(type.precision().orElseThrow(), type.scale().orElseThrow());
    Tree name = Made.of(Kind.TYPE, near, written);
    return new Tree(
            Kind.CAST,
            List.of(
                Made.word(near, "cast"),
                Made.mark(near, "("),
                expression,
                Made.word(near, "as"),
                name,
                Made.mark(near, ")")))
        .typed(type);
  }
}
