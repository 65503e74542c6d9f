package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Closed;
import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.List;

/** Rewrites the queries and expressions of a statement that is no query itself. */
final class StatementRewrite {
  private final Rewriter rewriter;

  StatementRewrite(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  void statement(Tree statement, Scope with) {
    // Its subqueries are correlated as those of a SELECT.
    Scope scope = Scope.ofSelect(with, false);
    int verb = statement.indexOf("delete");
    if ((verb == 0 || verb == 1) && !statement.has("from")) {
      // PostgreSQL does not do without the word; WITH may stand before.
      statement.parts().add(verb + 1, Token.word("from"));
    }
    refuseView(statement);
    refuseQueries(statement.child(Kind.VALUES));
    if (statement.has("update")) {
      SelfUpdate.rewrite(statement, rewriter.tables);
      refusePartsOfSuper(statement, columns(statement.child(Kind.TABLE).children().get(0)));
    }
    Tree joining = joining(statement);
    for (int i = 0; i < statement.parts().size(); i++) {
      if (statement.parts().get(i) instanceof Tree part) {
        statement.parts().set(i, part(part, with, scope));
      }
    }
    if (statement.has("merge") || (statement.has("update") && statement.child(Kind.FROM) != null)) {
      Equijoin.require(statement, joining, scope);
    }
    if (statement.has("merge")) {
      refusePartsOfSuper(statement);
    }
    if (statement.has("insert") && statement.child(Kind.COLUMN) != null) {
      Closed.checkRelation(statement.child(Kind.COLUMN), rewriter.tables);
    }
    if (statement.has("insert")) {
      inserted(statement);
    } else if (statement.has("update")) {
      assigned(statement);
    }
  }

  /** What joins the target to the other relations, as it was written; null if nothing does. */
  private static Tree joining(Tree statement) {
    Tree where = statement.child(Kind.WHERE);
    int on = statement.indexOf("on");
    boolean isMerge = statement.has("merge") && on > 0;
    Tree condition =
        isMerge
            ? (Tree) statement.parts().get(on + 1)
            : where == null ? null : (Tree) where.parts().get(1);
    return condition == null ? null : condition.copy();
  }

  private static void refusePartsOfSuper(Tree update, List<Column> columns) {
    for (Tree named : update.children(Kind.COLUMN)) {
      boolean isPart = named.parts().size() > 1;
      if (isPart && type(columns, named.first().value()).is(Type.SUPER)) {
        throw new Refused(
            "Partial reference of SUPER column is not supported in UPDATE statement.",
            named.first());
      }
    }
  }

  private static void refusePartsOfSuper(Tree merge) {
    for (Token token : merge.tokens()) {
      if (token.kind() == Token.Kind.NAME && token.value().equals("super_get")) {
        throw new Refused(
            "Partial reference of SUPER column is not supported in MERGE statement.", token);
      }
    }
  }

  private static void refuseQueries(Tree values) {
    if (values == null || values.children().size() < 2) {
      return;
    }
    for (Tree row : values.children()) {
      row.children().stream()
          .filter(StatementRewrite::holdsQuery)
          .findFirst()
          .ifPresent(
              value -> {
                throw new Refused("can't use subqueries in multi-row VALUES", value.first());
              });
    }
  }

  private static boolean holdsQuery(Tree value) {
    return value.is(Kind.NESTED)
        || value.children().stream().anyMatch(StatementRewrite::holdsQuery);
  }

  /** There must be a schema; and PostgreSQL writes through a view of one table into the table. */
  private void refuseView(Tree statement) {
    String verb =
        statement.has("insert")
            ? "insert into"
            : statement.has("update") ? "update" : statement.has("delete") ? "delete from" : null;
    Tree target =
        statement.children().stream()
            .filter(part -> part.is(Kind.TABLE) || part.is(Kind.COLUMN))
            .findFirst()
            .orElse(null);
    if (verb == null || target == null) {
      return;
    }
    List<String> names = Names.parts(target.is(Kind.TABLE) ? target.children().get(0) : target);
    String schema = names.size() < 2 ? null : names.get(names.size() - 2);
    if (schema != null && !rewriter.tables.hasSchema(schema)) {
      throw new Refused("schema \"%s\" does not exist".formatted(schema), target.first());
    }
    if (rewriter.tables.isView(schema, names.get(names.size() - 1))) {
      throw new Refused("cannot %s a view".formatted(verb), target.first());
    }
  }

  private void inserted(Tree insert) {
    List<Type> types = types(insert);
    if (insert.child(Kind.VALUES) != null) {
      insert.child(Kind.VALUES).children().forEach(row -> fit(row, types));
    }
    Tree query = insert.child(Kind.QUERY);
    Tree select = query == null ? null : query.child(Kind.SELECT);
    if (select != null && select.child(Kind.ITEMS).child(Kind.STAR) == null) {
      List<Tree> items = select.child(Kind.ITEMS).children(Kind.ITEM);
      for (int i = 0; i < Math.min(items.size(), types.size()); i++) {
        Tree value = items.get(i).children().get(0);
        items.get(i).replace(value, fit(value, types.get(i)));
      }
    }
  }

  private static void fit(Tree row, List<Type> types) {
    // A value may be the word DEFAULT.
    int place = 0;
    for (Node part : List.copyOf(row.parts())) {
      if (part instanceof Tree value && place < types.size()) {
        row.replace(value, fit(value, types.get(place)));
      }
      boolean isComma = part instanceof Token token && token.isMark(",");
      place += isComma ? 1 : 0;
    }
  }

  private void assigned(Tree update) {
    List<Column> columns = columns(update.child(Kind.TABLE).children().get(0));
    List<Node> parts = update.parts();
    for (int i = 2; i < parts.size(); i++) {
      boolean isAssigned =
          parts.get(i - 2) instanceof Tree named
              && named.is(Kind.COLUMN)
              && parts.get(i - 1) instanceof Token mark
              && mark.isMark("=");
      if (isAssigned && parts.get(i) instanceof Tree value) {
        Token name = ((Tree) parts.get(i - 2)).first();
        parts.set(i, fit(value, type(columns, name.value())));
      }
    }
  }

  /**
   * A text for a SUPER column is a string; PostgreSQL would read the literal as JSON. What becomes
   * a TIMETZ is converted to the session's time zone.
   */
  private static Tree fit(Tree value, Type column) {
    boolean isText = value.is(Kind.LITERAL) && value.first().kind() == Token.Kind.TEXT;
    if (isText && column.is(Type.SUPER)) {
      return Functions.toSuper(value);
    }
    if (column.isInterval() && value.type().isInterval() && !column.is(value.type())) {
      throw new Refused(
          "column is of type %s but expression is of type %s"
              .formatted(column.name(), value.type().name()),
          value.first());
    }
    boolean isRead = value.type().isText() || value.type().isLiteral() || value.is(Kind.PARAMETER);
    boolean isMade = value.type().is(Type.TIMETZ) && !value.is(Kind.COLUMN);
    return column.is(Type.TIMETZ) && (isRead || isMade)
        ? Made.of(Kind.ZONE, value.first(), "(cast(:a as timetz) at local)", value)
        : value;
  }

  /** The types of the columns that are filled, in the order of the statement. */
  private List<Type> types(Tree insert) {
    List<Column> columns = columns(insert.children().get(0));
    Tree list = insert.child(Kind.LIST);
    List<Type> types = new ArrayList<>();
    if (list == null) {
      columns.forEach(column -> types.add(column.type()));
      return types;
    }
    for (Token token : list.tokens()) {
      if (token.kind() == Token.Kind.MARK) {
        continue;
      }
      types.add(type(columns, token.value()));
    }
    return types;
  }

  private static Type type(List<Column> columns, String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .map(Column::type)
        .findFirst()
        .orElse(Type.UNKNOWN);
  }

  private List<Column> columns(Tree relation) {
    List<Token> name = relation.tokens();
    String schema = name.size() < 3 ? null : name.get(name.size() - 3).value();
    return rewriter.tables.columns(schema, name.get(name.size() - 1).value()).orElse(List.of());
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
