package io.querycast.local.sql;

import java.util.List;

/** Calls of functions: which names are PostgreSQL's grammar, and which are names of ours. */
final class Calls {
  /** What only PostgreSQL's grammar knows and means the same in Redshift. */
  private static final List<String> GRAMMAR =
      List.of(
          "coalesce",
          "nullif",
          "greatest",
          "least",
          "grouping",
          "extract",
          "position",
          "trim",
          "substring",
          "left",
          "right");

  private Calls() {}

  static void rewrite(Tree tree) {
    for (Tree part : tree.children()) {
      rewrite(part);
    }
    if (tree.is(Kind.CALL) && tree.parts().get(0) instanceof Tree name) {
      Token first = name.first();
      if (name.parts().size() == 1 && GRAMMAR.contains(first.value())) {
        name.parts().set(0, first.as(Token.Kind.WORD, first.value()));
      }
    }
  }
}
