package io.querycast.local.sql;

import java.util.ArrayList;
import java.util.List;

/** Rewrites the queries and expressions of a statement that is no query itself. */
final class StatementRewrite {
  private final Rewriter rewriter;

  StatementRewrite(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  void statement(Tree statement, Scope with) {
    Scope scope = new Scope(with);
    int verb = statement.indexOf("delete");
    if ((verb == 0 || verb == 1) && !statement.has("from")) {
      // PostgreSQL does not do without the word; WITH may stand before.
      statement.parts().add(verb + 1, Token.word("from"));
    }
    refuseView(statement);
    for (int i = 0; i < statement.parts().size(); i++) {
      if (statement.parts().get(i) instanceof Tree part) {
        statement.parts().set(i, part(part, with, scope));
      }
    }
    if (statement.has("merge")) {
      refusePartsOfSuper(statement);
    }
    if (statement.has("insert") && statement.child(Kind.COLUMN) != null) {
      Closed.checkRelation(statement.child(Kind.COLUMN), rewriter.tables);
    }
    if (statement.has("insert") && statement.child(Kind.VALUES) != null) {
      strings(statement);
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

  /** A text for a SUPER column is a string; PostgreSQL would read the literal as JSON. */
  private void strings(Tree insert) {
    List<Type> types = types(insert);
    for (Tree row : insert.child(Kind.VALUES).children()) {
      List<Tree> values = row.children();
      for (int i = 0; i < Math.min(values.size(), types.size()); i++) {
        Tree value = values.get(i);
        boolean isText = value.is(Kind.LITERAL) && value.first().kind() == Token.Kind.TEXT;
        if (isText && types.get(i).is(Type.SUPER)) {
          row.replace(value, Functions.toSuper(value));
        }
      }
    }
  }

  /** The types of the columns that are filled, in the order of the statement. */
  private List<Type> types(Tree insert) {
    List<Token> name = insert.children().get(0).tokens();
    String schema = name.size() < 3 ? null : name.get(name.size() - 3).value();
    List<Column> columns =
        rewriter.tables.columns(schema, name.get(name.size() - 1).value()).orElse(List.of());
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
      types.add(
          columns.stream()
              .filter(column -> column.name().equals(token.value()))
              .map(Column::type)
              .findFirst()
              .orElse(Type.UNKNOWN));
    }
    return types;
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
