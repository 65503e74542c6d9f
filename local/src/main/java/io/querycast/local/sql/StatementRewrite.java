package io.querycast.local.sql;

/** Rewrites the queries and expressions of a statement that is no query itself. */
final class StatementRewrite {
  private final Rewriter rewriter;

  StatementRewrite(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  void statement(Tree statement, Scope with) {
    Scope scope = new Scope(with);
    for (int i = 0; i < statement.parts().size(); i++) {
      if (statement.parts().get(i) instanceof Tree part) {
        statement.parts().set(i, part(part, with, scope));
      }
    }
  }

  private Tree part(Tree part, Scope with, Scope scope) {
    switch (part.kind()) {
      case WITH -> rewriter.queries.with(part, with);
      case QUERY -> rewriter.queries.query(part, with);
      case STATEMENT -> statement(part, with);
      case TABLE, DERIVED, ROWS -> rewriter.froms.item(part, scope);
      case FROM -> rewriter.froms.from(part, scope);
      default -> {
        return rewriter.expressions.rewrite(part, scope);
      }
    }
    return part;
  }
}
