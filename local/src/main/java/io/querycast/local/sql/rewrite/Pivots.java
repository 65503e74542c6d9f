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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes PIVOT and UNPIVOT as queries in FROM. */
final class Pivots {
  private static final Set<String> AGGREGATES = Set.of("count", "sum", "min", "max", "avg");

  private final Rewriter rewriter;
  private final Scope scope;

  /** What PIVOT reads. */
  private final Scope inner;

  Pivots(Rewriter rewriter, Scope scope) {
    this.rewriter = rewriter;
    this.scope = scope;
    this.inner = new Scope(scope.outer());
  }

  /** Rewrites the item in place; the columns that it gives. */
  List<Scope.Visible> rewrite(Tree item) {
    Tree source = item.children().get(0);
    Tree pivot = item.children().get(1);
    if (source.is(Kind.PIVOT) || source.is(Kind.UNPIVOT)) {
      throw new Refused("PIVOT and UNPIVOT can't be applied to each other", pivot.first());
    }
    if (source.is(Kind.GROUPED)) {
      throw new Refused("PIVOT and UNPIVOT can't be applied to joins", pivot.first());
    }
    if (isRecursive(source)) {
      throw new Refused("PIVOT and UNPIVOT can't be applied to a recursive query", pivot.first());
    }
    List<Scope.Visible> visible = rewriter.froms.item(source, inner);
    if (visible == null) {
      throw Refused.notAvailable(
          "%s of a relation whose columns are not known"
              .formatted(item.is(Kind.PIVOT) ? "PIVOT" : "UNPIVOT"),
          source.first());
    }
    List<Column> columns = new ArrayList<>();
    Tree query =
        item.is(Kind.PIVOT)
            ? pivot(pivot, source, visible, columns)
            : unpivot(pivot, source, visible, columns);
    Tree alias = pivot.child(Kind.ALIAS);
    Tree nested = Made.nested(query);
    item.parts().clear();
    item.parts().add(nested);
    if (alias != null) {
      item.parts().add(alias);
    }
    String name =
        alias == null
            ? null
            : alias.tokens().stream()
                .filter(token -> token.kind() == Token.Kind.NAME)
                .findFirst()
                .orElseThrow()
                .value();
    List<Column> renamed =
        alias == null ? columns : QueryRewrite.renamed(columns, alias.child(Kind.LIST));
    scope.add(new Scope.Relation(null, name, renamed, false));
    return renamed.stream().map(column -> new Scope.Visible(name, column)).toList();
  }

  private boolean isRecursive(Tree source) {
    List<Token> name = source.is(Kind.TABLE) ? source.children().get(0).tokens() : List.of();
    return name.size() == 1 && inner.isRecursive(name.get(0).value());
  }

  private Tree pivot(Tree pivot, Tree source, List<Scope.Visible> visible, List<Column> columns) {
    Token near = pivot.first();
    Tree key = pivot.child(Kind.COLUMN);
    Set<String> used = new HashSet<>(Set.of(last(key)));
    pivot.children(Kind.ITEM).forEach(aggregate -> collect(aggregate, used));
    List<Node> items = new ArrayList<>(implicit(near, visible, used, columns));
    int kept = items.size();
    for (Tree choice : pivot.child(Kind.ITEMS).children(Kind.ITEM)) {
      for (Tree aggregate : pivot.children(Kind.ITEM)) {
        String label = label(choice) + suffix(aggregate);
        Tree value = rewriter.expressions.rewrite(chosen(near, key, choice, aggregate), inner);
        columns.add(new Column(label, value.type()));
        items.add(Made.item(value, label));
      }
    }
    List<Node> parts = new ArrayList<>();
    parts.add(Made.word(near, "select"));
    parts.add(new Tree(Kind.ITEMS, Made.separated(near, items)));
    parts.add(Made.of(Kind.FROM, near, "from :a", source));
    if (kept > 0) {
      List<Tree> keys = new ArrayList<>();
      for (int i = 1; i <= kept; i++) {
        keys.add(Made.number(near, i));
      }
      parts.add(Made.of(Kind.GROUP, near, "group by :a", Made.arguments(near, keys)));
    }
    return Tree.of(Kind.QUERY, new Tree(Kind.SELECT, parts));
  }

  /** The columns that PIVOT does not name stay as they are. */
  private static List<Tree> implicit(
      Token near, List<Scope.Visible> visible, Set<String> used, List<Column> columns) {
    List<Tree> items = new ArrayList<>();
    for (Scope.Visible column : visible) {
      if (!used.contains(column.column().name())) {
        columns.add(column.column());
        items.add(Tree.of(Kind.ITEM, Made.column(near, column.relation(), column.column().name())));
      }
    }
    return items;
  }

  /** The aggregate of those rows that have the chosen value. */
  private static Tree chosen(Token near, Tree key, Tree choice, Tree aggregate) {
    Tree call = aggregate.children().get(0);
    if (!call.is(Kind.CALL)
        || call.child(Kind.ARGUMENTS) == null
        || !AGGREGATES.contains(Functions.name(call))) {
      throw new Refused("PIVOT needs one of COUNT, SUM, MIN, MAX and AVG", aggregate.first());
    }
    Tree value = choice.children().get(0).copy();
    refuseNames(value);
    boolean isNull = value.is(Kind.LITERAL) && value.first().isWord("null");
    Tree condition =
        isNull
            ? Made.of(Kind.IS, near, ":a is null", key.copy())
            : Made.of(Kind.CHAIN, near, ":a = :b", key.copy(), value);
    Tree copy = call.copy();
    Tree arguments = copy.child(Kind.ARGUMENTS);
    List<Tree> given = Functions.arguments(copy);
    Tree counted = given.isEmpty() ? Made.number(near, 1) : given.get(0);
    Tree cases =
        Tree.of(
            Kind.CASE,
            Made.word(near, "case"),
            Tree.of(
                Kind.WHEN, Made.word(near, "when"), condition, Made.word(near, "then"), counted),
            Made.word(near, "end"));
    boolean isDistinct = arguments.has("distinct");
    arguments.parts().clear();
    if (isDistinct) {
      arguments.parts().add(Made.word(near, "distinct"));
    }
    arguments.parts().add(cases);
    return copy;
  }

  private static void refuseNames(Tree value) {
    if (value.is(Kind.COLUMN) || value.is(Kind.NESTED)) {
      throw new Refused(
          "the values of PIVOT IN can be neither columns nor subqueries", value.first());
    }
    for (Tree part : value.children()) {
      boolean isFunction = value.is(Kind.CALL) && part == value.parts().get(0);
      if (!isFunction) {
        refuseNames(part);
      }
    }
  }

  private static String label(Tree choice) {
    Node last = choice.parts().get(choice.parts().size() - 1);
    if (last instanceof Token token) {
      return token.value();
    }
    Tree value = (Tree) last;
    return value.is(Kind.LITERAL) ? value.first().value() : Labels.asked(value);
  }

  private static String suffix(Tree aggregate) {
    Node last = aggregate.parts().get(aggregate.parts().size() - 1);
    return last instanceof Token token ? "_" + token.value() : "";
  }

  private static String last(Tree column) {
    return ((Token) column.parts().get(column.parts().size() - 1)).value();
  }

  private static void collect(Tree tree, Set<String> names) {
    if (tree.is(Kind.COLUMN)) {
      names.add(last(tree));
    }
    for (Tree part : tree.children()) {
      boolean isFunction = tree.is(Kind.CALL) && part == tree.parts().get(0);
      if (!isFunction) {
        collect(part, names);
      }
    }
  }

  private static Tree unpivot(
      Tree pivot, Tree source, List<Scope.Visible> visible, List<Column> columns) {
    Token near = pivot.first();
    boolean keepsNulls = pivot.has("include");
    List<Token> names =
        pivot.parts().stream()
            .filter(part -> part instanceof Token token && token.kind() == Token.Kind.NAME)
            .map(Token.class::cast)
            .toList();
    Token value = names.get(0);
    Token name = names.get(1);
    Set<String> used = new HashSet<>();
    List<Tree> choices = pivot.child(Kind.ITEMS).children(Kind.ITEM);
    for (Tree choice : choices) {
      Tree column = choice.children().get(0);
      if (!column.is(Kind.COLUMN)) {
        throw new Refused("UNPIVOT IN needs names of columns", column.first());
      }
      used.add(last(column));
    }
    List<Node> items = new ArrayList<>(implicit(near, visible, used, columns));
    List<Node> rows = new ArrayList<>();
    Type type = Type.LITERAL;
    for (Tree choice : choices) {
      Tree column = choice.children().get(0);
      if (!rows.isEmpty()) {
        rows.add(Made.word(near, "union"));
        rows.add(Made.word(near, "all"));
      }
      rows.add(
          Made.of(
              Kind.SELECT,
              near,
              "select cast(:a as varchar) as \"n\", :b as \"v\"",
              Made.text(near, label(choice, column)),
              column));
      type = Type.common(type, type(column, visible));
    }
    items.add(Made.item(Made.column(near, "unpivoted", "n"), name.value()));
    items.add(Made.item(Made.column(near, "unpivoted", "v"), value.value()));
    columns.add(new Column(name.value(), Type.TEXT));
    columns.add(new Column(value.value(), type));
    Tree list = new Tree(Kind.ITEMS, Made.separated(near, items));
    String template =
        "select :a from :b cross join lateral (:c) as \"unpivoted\""
            + (keepsNulls ? "" : " where \"unpivoted\".\"v\" is not null");
    return Made.of(Kind.QUERY, near, template, list, source, new Tree(Kind.SETS, rows));
  }

  private static Type type(Tree column, List<Scope.Visible> visible) {
    for (Scope.Visible known : visible) {
      if (known.column().name().equals(last(column))) {
        return known.column().type();
      }
    }
    return Type.UNKNOWN;
  }

  private static String label(Tree choice, Tree column) {
    Node last = choice.parts().get(choice.parts().size() - 1);
    return last instanceof Token token ? token.value() : last(column);
  }
}
