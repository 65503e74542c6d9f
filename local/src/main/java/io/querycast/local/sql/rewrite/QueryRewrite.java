package io.querycast.local.sql.rewrite;

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
import java.util.Locale;

/** Rewrites queries: WITH, set operations, ORDER BY and LIMIT. */
final class QueryRewrite {
  private final Rewriter rewriter;
  private final SelectRewrite selects;

  QueryRewrite(Rewriter rewriter) {
    this.rewriter = rewriter;
    this.selects = new SelectRewrite(rewriter);
  }

  /**
   * Rewrites a query in place.
   *
   * @param outer what the queries around it know; null if there are none
   * @return its columns; null if they are not known
   */
  List<Column> query(Tree query, Scope outer) {
    Scope with = new Scope(outer);
    if (query.child(Kind.WITH) != null) {
      with(query.child(Kind.WITH), with);
    }
    List<Column> columns = null;
    if (query.child(Kind.SELECT) != null) {
      columns = selects.select(query, with);
    } else if (query.child(Kind.SETS) != null) {
      columns = sets(query.child(Kind.SETS), with);
    } else if (query.child(Kind.NESTED) != null) {
      columns = query(query.child(Kind.NESTED).child(Kind.QUERY), with);
    }
    Scope none = new Scope(with);
    for (Tree part : query.children()) {
      refuseQuery(part);
      boolean isOrdered = part.is(Kind.ORDER) && query.child(Kind.SELECT) == null;
      if (part.is(Kind.LIMIT) || part.is(Kind.OFFSET) || isOrdered) {
        rewriter.expressions.below(part, none);
        refuseNumber(part);
      }
    }
    return columns;
  }

  private static void refuseQuery(Tree clause) {
    boolean isNumber = clause.is(Kind.LIMIT) || clause.is(Kind.OFFSET);
    if (isNumber && hasQuery(clause)) {
      String word = clause.first().value().toUpperCase(Locale.ROOT);
      throw new Refused(
          "argument of %s must not contain subqueries".formatted(word), clause.first());
    }
  }

  /** "The LIMIT number must be a positive integer; the maximum value is 2147483647". */
  private static void refuseNumber(Tree clause) {
    Tree number =
        clause.is(Kind.ORDER) || clause.children().isEmpty() ? null : clause.children().get(0);
    if (number == null || !number.is(Kind.LITERAL)) {
      return;
    }
    if (number.type().isNumeric()) {
      throw new Refused(
          "argument of %s must be type integer, not type numeric"
              .formatted(clause.first().value().toUpperCase(Locale.ROOT)),
          number.first());
    }
    if (number.type().is(Type.BIGINT)) {
      throw new Refused("Value out of range for 4 bytes.", number.first());
    }
  }

  private static boolean hasQuery(Tree tree) {
    return tree.is(Kind.NESTED) || tree.children().stream().anyMatch(QueryRewrite::hasQuery);
  }

  void with(Tree with, Scope scope) {
    boolean isRecursive = with.has("recursive");
    for (Tree cte : with.children(Kind.CTE)) {
      cte(cte, scope, isRecursive);
    }
  }

  private void cte(Tree cte, Scope scope, boolean isRecursive) {
    String name = ((Token) cte.parts().get(0)).value();
    Tree names = cte.child(Kind.LIST);
    Tree query = cte.child(Kind.NESTED).child(Kind.QUERY);
    Tree sets = query.child(Kind.SETS);
    if (isRecursive && sets != null && isRead(name, sets)) {
      checkRecursion(cte, query, sets);
      // What comes after the first operand reads the query itself.
      Scope own = new Scope(scope);
      List<Column> columns = operand(sets, 0, own);
      Tree first = Tree.of(Kind.QUERY, (Tree) sets.parts().get(0));
      Sized.free(first, columns);
      sets.parts().set(0, first.child(Kind.SELECT));
      columns = growing(columns);
      own.name(name, renamed(columns, names));
      for (int i = 1; i < sets.parts().size(); i++) {
        if (sets.parts().get(i) instanceof Tree) {
          operand(sets, i, own);
        }
      }
      words(sets);
      scope.recursive(name, renamed(columns, names));
    } else {
      scope.name(name, renamed(query(query, scope), names));
    }
  }

  /** How long the texts become that a query adds to itself is not known. */
  private static List<Column> growing(List<Column> columns) {
    return columns == null
        ? null
        : columns.stream()
            .map(column -> new Column(column.name(), column.type().growing()))
            .toList();
  }

  private static boolean isRead(String name, Tree tree) {
    if (tree.is(Kind.TABLE)) {
      List<Token> named = tree.children().get(0).tokens();
      return named.size() == 1 && named.get(0).value().equals(name);
    }
    return tree.children().stream().anyMatch(part -> isRead(name, part));
  }

  private static void checkRecursion(Tree cte, Tree query, Tree sets) {
    Token name = cte.first();
    if (cte.child(Kind.LIST) == null) {
      throw new Refused(
          "recursive query \"%s\" needs a list of its columns".formatted(name.value()), name);
    }
    if (sets.parts().size() != 4 || !sets.has("union") || !sets.has("all")) {
      throw new Refused(
          "recursive query \"%s\" must be of two queries with UNION ALL between them"
              .formatted(name.value()),
          name);
    }
    for (Kind kind : List.of(Kind.ORDER, Kind.LIMIT, Kind.OFFSET)) {
      if (query.child(kind) != null) {
        throw new Refused(
            "a recursive query can have neither ORDER BY nor LIMIT", query.child(kind).first());
      }
    }
  }

  /** The columns under the names of a list; null if there is no list and they are not known. */
  static List<Column> renamed(List<Column> columns, Tree names) {
    if (names == null) {
      return columns;
    }
    List<Column> renamed = new ArrayList<>();
    for (Node part : names.parts()) {
      if (part instanceof Token token && token.kind() == Token.Kind.NAME) {
        int i = renamed.size();
        boolean isKnown = columns != null && i < columns.size();
        renamed.add(new Column(token.value(), isKnown ? columns.get(i).type() : Type.UNKNOWN));
      }
    }
    if (columns != null && columns.size() > renamed.size()) {
      renamed.addAll(columns.subList(renamed.size(), columns.size()));
    }
    return renamed;
  }

  private List<Column> sets(Tree sets, Scope with) {
    List<Column> columns = null;
    for (int i = 0; i < sets.parts().size(); i++) {
      if (sets.parts().get(i) instanceof Tree) {
        List<Column> more = operand(sets, i, with);
        columns = i == 0 ? more : common(columns, more);
      }
    }
    supers(sets, columns);
    words(sets);
    return columns;
  }

  private List<Column> operand(Tree sets, int place, Scope with) {
    Tree operand = (Tree) sets.parts().get(place);
    Tree query = operand.is(Kind.NESTED) ? operand.child(Kind.QUERY) : Tree.of(Kind.QUERY, operand);
    List<Column> columns =
        operand.is(Kind.NESTED) ? query(query, with) : selects.select(query, with);
    // TOP has become LIMIT.
    if (query.child(Kind.LIMIT) != null || query.child(Kind.OFFSET) != null) {
      throw new Refused("LIMIT may not be used within input to set operations.", operand.first());
    }
    if (!operand.is(Kind.NESTED)) {
      sets.parts().set(place, query.child(Kind.SELECT));
    }
    return columns;
  }

  /** What stands above or below a SUPER becomes one. */
  private static void supers(Tree sets, List<Column> columns) {
    for (Tree operand : sets.children()) {
      Tree select =
          operand.is(Kind.NESTED) ? operand.child(Kind.QUERY).child(Kind.SELECT) : operand;
      if (columns == null || select == null || select.child(Kind.ITEMS).child(Kind.STAR) != null) {
        continue;
      }
      List<Tree> items = select.child(Kind.ITEMS).children(Kind.ITEM);
      for (int i = 0; i < Math.min(items.size(), columns.size()); i++) {
        Tree value = items.get(i).children().get(0);
        if (columns.get(i).type().is(Type.SUPER) && !value.type().is(Type.SUPER)) {
          Tree item = Made.item(Functions.toSuper(value), columns.get(i).name());
          items.get(i).parts().clear();
          items.get(i).parts().addAll(item.parts());
        }
      }
    }
  }

  private static void words(Tree sets) {
    for (Node part : List.copyOf(sets.parts())) {
      if (part instanceof Token token && token.isWord("minus")) {
        sets.replace(token, Made.word(token, "except"));
      }
    }
  }

  private static List<Column> common(List<Column> first, List<Column> more) {
    if (first == null || more == null || first.size() != more.size()) {
      return first;
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      Type type = Type.common(first.get(i).type(), more.get(i).type());
      columns.add(new Column(first.get(i).name(), type));
    }
    return columns;
  }
}
