package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.tree.Decimals;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Gives the columns of a table or view that is made by a query the sizes that Redshift gives them.
 * The engine knows none of what is computed.
 */
public final class Sized {
  /** The engine's modifier of a text's type is its length and this. */
  private static final int HEADER = 4;

  private Sized() {}

  /**
   * Casts the columns of a query.
   *
   * @param columns what is known of them; null if nothing is
   */
  public static void columns(Tree query, List<Column> columns) {
    cast(query, columns, Sized::cast);
  }

  /**
   * Takes the sizes from the columns of the query that a recursive one begins with: what it adds to
   * itself may be larger, and to the engine that is another type.
   *
   * @param columns what is known of them; null if nothing is
   */
  static void free(Tree query, List<Column> columns) {
    cast(query, columns, Sized::freed);
  }

  private static void cast(Tree query, List<Column> columns, BiFunction<Tree, Type, Tree> as) {
    Tree select = query.child(Kind.SELECT);
    if (select != null && select.child(Kind.ITEMS).child(Kind.STAR) == null) {
      items(select, as);
    } else if (columns != null && haveSizes(columns) && haveNames(columns)) {
      wrap(query, columns, as);
    }
  }

  private static void items(Tree select, BiFunction<Tree, Type, Tree> as) {
    for (Tree item : select.child(Kind.ITEMS).children(Kind.ITEM)) {
      Tree expression = item.children().get(0);
      if (isSized(expression.type())) {
        String label = Labels.givenOf(item);
        Tree sized = as.apply(expression, expression.type());
        item.parts().clear();
        item.parts().addAll(Made.item(sized, label).parts());
      }
    }
  }

  /** {@code select cast(a as numeric(8, 2)) as a, b from (query) as made(a, b)}. */
  private static void wrap(Tree query, List<Column> columns, BiFunction<Tree, Type, Tree> as) {
    Token near = query.first();
    Tree into = into(query);
    if (into != null) {
      first(query).parts().remove(into);
    }
    Tree inner = new Tree(Kind.QUERY, query.parts());
    List<Node> items = new ArrayList<>();
    List<Node> names = new ArrayList<>();
    for (Column column : columns) {
      Tree name = Made.column(near, null, column.name());
      Tree value = isSized(column.type()) ? as.apply(name, column.type()) : name;
      items.add(Made.item(value, column.name()));
      names.add(Made.column(near, null, column.name()));
    }
    Tree select =
        Made.of(
            Kind.SELECT,
            near,
            into == null ? "select :a from (:b) as made(:c)" : "select :a :d from (:b) as made(:c)",
            new Tree(Kind.ITEMS, Made.separated(near, items)),
            inner,
            new Tree(Kind.LIST, Made.separated(near, names)),
            into);
    query.parts().clear();
    query.parts().add(select);
  }

  /** The INTO of a query, which is in its first SELECT; null if it has none. */
  public static Tree into(Tree query) {
    Tree select = first(query);
    return select == null ? null : select.child(Kind.INTO);
  }

  private static Tree first(Tree query) {
    Tree sets = query.child(Kind.SETS);
    return (sets == null ? query : sets).child(Kind.SELECT);
  }

  private static boolean haveSizes(List<Column> columns) {
    return columns.stream().anyMatch(column -> isSized(column.type()));
  }

  private static boolean haveNames(List<Column> columns) {
    Set<String> names = new HashSet<>();
    return columns.stream().allMatch(column -> names.add(column.name()));
  }

  private static boolean isSized(Type type) {
    return (type.isNumeric() && Decimals.of(type) != null)
        || type.isInterval()
        || ((type.isText() || type.isLiteral()) && type.precision().isPresent());
  }

  /** A CHAR keeps its type, which its blanks depend on. */
  private static Tree freed(Tree expression, Type type) {
    if (type.is(Type.CHARACTER) || type.isInterval()) {
      return expression;
    }
    String written = type.isNumeric() ? "cast(:a as numeric)" : "cast(:a as varchar)";
    return Made.of(Kind.CAST, expression.first(), written, expression).typed(type);
  }

  /** A text that is longer than was worked out is refused, not cut. */
  private static Tree cast(Tree expression, Type type) {
    Token near = expression.first();
    if (type.isInterval()) {
      String fields = type.is(Type.MONTHS) ? "year to month" : "day to second";
      String written = "cast(:a as interval %s)".formatted(fields);
      return Made.of(Kind.CAST, near, written, expression).typed(type);
    }
    int size = type.precision().orElseThrow();
    if (type.isNumeric()) {
      String written = "cast(:a as numeric(%d, %d))";
      int scale = type.scale().orElseThrow();
      return Made.of(Kind.CAST, near, written.formatted(size, scale), expression).typed(type);
    }
    boolean isChar = type.is(Type.CHARACTER);
    String fit =
        isChar
            ? "\"char_length_of_type\"(cast(:a as bpchar), %d, false)"
            : "\"varchar_length\"(cast(:a as varchar), %d, false)";
    Tree fitting = Made.of(Kind.CALL, near, fit.formatted(size + HEADER), expression);
    String written = "cast(cast(:a as \"sized\") as %s(%d))";
    return Made.of(Kind.CAST, near, written.formatted(isChar ? "char" : "varchar", size), fitting)
        .typed(type);
  }
}
