package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.NodeOnly;
import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.List;

/** Turns the tree of one statement of Redshift's into one of PostgreSQL's, in place. */
public final class Rewriter {
  final Tables tables;
  final QueryRewrite queries;
  final FromRewrite froms;
  final ExpressionRewrite expressions;
  final NodeOnly nodes = new NodeOnly();

  /** A correlated subquery that Redshift can't answer from users' tables; null if there is none. */
  private Token correlated;

  public Rewriter(Tables tables) {
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
  public List<Column> statement(Tree statement) {
    List<Column> columns = null;
    if (statement.is(Kind.QUERY)) {
      columns = queries.query(statement, null);
    } else {
      new StatementRewrite(this).statement(statement, new Scope(null));
    }
    nodes.check();
    if (correlated != null && nodes.readsTables()) {
      throw new Refused(
          "This type of correlated subquery pattern is not supported due to internal error",
          correlated);
    }
    return columns == null ? List.of() : columns;
  }

  public Tree expression(Tree expression) {
    return expressions.rewrite(expression, new Scope(null));
  }

  /** Marks a correlated subquery of a kind that the compute nodes can't answer. */
  void correlates(Token near) {
    correlated = near;
  }
}
