package io.querycast.local.sql;

import java.util.List;

/** Turns the tree of one statement of Redshift's into one of PostgreSQL's, in place. */
final class Rewriter {
  final Tables tables;
  final QueryRewrite queries;
  final FromRewrite froms;
  final ExpressionRewrite expressions;

  /** Whether the statement reads a table that a user has made. */
  private boolean readsTables;

  /** A call that Redshift's leader node alone can answer; null if there is none. */
  private Token leaderOnly;

  Rewriter(Tables tables) {
    this.tables = tables;
    queries = new QueryRewrite(this);
    froms = new FromRewrite(this);
    expressions = new ExpressionRewrite(this);
  }

  /**
   * Rewrites a whole statement.
   *
   * @return what is known of the result's columns; empty if nothing is
   */
  List<Column> statement(Tree statement) {
    List<Column> columns = null;
    if (statement.is(Kind.QUERY)) {
      columns = queries.query(statement, null);
    } else {
      new StatementRewrite(this).statement(statement, new Scope(null));
    }
    if (readsTables && leaderOnly != null) {
      throw new Refused(
          "Specified types or functions (one per INFO message) not supported on Redshift tables.",
          leaderOnly);
    }
    return columns == null ? List.of() : columns;
  }

  Tree expression(Tree expression) {
    return expressions.rewrite(expression, new Scope(null));
  }

  void reads(String schema, String relation) {
    boolean isSystem =
        relation.startsWith("pg_")
            || relation.startsWith("stl_")
            || relation.startsWith("stv_")
            || relation.startsWith("svv_")
            || relation.startsWith("svl_")
            || relation.startsWith("sys_")
            || "information_schema".equals(schema)
            || "pg_catalog".equals(schema);
    readsTables |= !isSystem;
  }

  boolean readsTables() {
    return readsTables;
  }

  void callsLeader(Token function) {
    leaderOnly = function;
  }
}
