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
import java.util.Optional;
import java.util.Set;

/** Rewrites FROM, and learns from it what the names of its query mean. */
final class FromRewrite {
  /** The schema of what stands for views WITH NO SCHEMA BINDING. */
  private static final String BOUND = "rdsdb";

  /** What lists the columns of views WITH NO SCHEMA BINDING too. */
  private static final Set<String> COLUMN_LISTS =
      Set.of("svv_columns", "svv_all_columns", "svv_redshift_columns");

  private final Rewriter rewriter;

  FromRewrite(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  /**
   * Rewrites FROM in place and puts its relations into the scope.
   *
   * @return the columns that {@code *} gives, in their order; null if they are not known
   */
  List<Scope.Visible> from(Tree from, Scope scope) {
    List<Scope.Visible> visible = new ArrayList<>();
    boolean isKnown = true;
    for (Tree item : from.children()) {
      List<Scope.Visible> more = item(item, scope);
      isKnown &= more != null;
      if (more != null) {
        visible.addAll(more);
      }
    }
    return isKnown ? visible : null;
  }

  /** Rewrites one item in place; the columns that it gives, null if they are not known. */
  List<Scope.Visible> item(Tree item, Scope scope) {
    return switch (item.kind()) {
      case JOINED -> joined(item, scope);
      case TABLE -> table(item, scope);
      case DERIVED -> derived(item, scope);
      case ROWS -> rows(item, scope);
      case ENTRIES -> entries(item, scope);
      case UNNEST -> unnest(item, scope);
      case PIVOT, UNPIVOT -> new Pivots(rewriter, scope).rewrite(item);
      case GROUPED -> grouped(item, scope);
      default -> throw new IllegalStateException("no item of FROM: " + item.kind());
    };
  }

  private List<Scope.Visible> grouped(Tree item, Scope scope) {
    Tree joins = item.children().get(0).children().get(0);
    if (item.child(Kind.ALIAS) == null) {
      return item(joins, scope);
    }
    // The alias hides the names within.
    List<Scope.Visible> visible = item(joins, new Scope(scope.outer()));
    List<Column> columns =
        visible == null ? null : visible.stream().map(Scope.Visible::column).toList();
    return added(item, null, null, columns, false, scope);
  }

  private List<Scope.Visible> joined(Tree joined, Scope scope) {
    List<Scope.Visible> first = item(joined.children().get(0), scope);
    List<Scope.Visible> visible = first == null ? null : new ArrayList<>(first);
    for (Tree join : joined.children(Kind.JOIN)) {
      List<Tree> parts = join.children();
      List<Scope.Visible> right = item(parts.get(0), scope);
      visible = merged(join, visible, right);
      if (join.has("on")) {
        Tree condition = parts.get(1);
        int correlations = scope.correlations();
        join.replace(condition, rewriter.expressions.rewrite(condition, scope));
        boolean isOuter = join.has("left") || join.has("right") || join.has("full");
        if (isOuter && scope.correlations() > correlations) {
          rewriter.correlates(condition.first());
        }
      }
    }
    return visible;
  }

  /** The columns of USING come first and once. */
  private static List<Scope.Visible> merged(
      Tree join, List<Scope.Visible> left, List<Scope.Visible> right) {
    if (left == null || right == null) {
      return null;
    }
    List<String> shared = new ArrayList<>();
    if (join.has("using")) {
      for (Token token : join.child(Kind.LIST).tokens()) {
        if (token.kind() == Token.Kind.NAME) {
          shared.add(token.value());
        }
      }
    } else if (join.has("natural")) {
      left.forEach(column -> shared.add(column.column().name()));
      shared.retainAll(right.stream().map(column -> column.column().name()).toList());
    }
    if (shared.isEmpty()) {
      left.addAll(right);
      return left;
    }
    List<Scope.Visible> merged = new ArrayList<>();
    for (String name : shared) {
      left.stream()
          .filter(column -> column.column().name().equals(name))
          .findFirst()
          .ifPresent(column -> merged.add(new Scope.Visible(null, column.column())));
    }
    left.stream().filter(c -> !shared.contains(c.column().name())).forEach(merged::add);
    right.stream().filter(c -> !shared.contains(c.column().name())).forEach(merged::add);
    return merged;
  }

  private List<Scope.Visible> table(Tree item, Scope scope) {
    Tree path = item.children().get(0);
    Tree base = path.is(Kind.PATH) ? path.children().get(0) : path;
    if (!base.is(Kind.COLUMN)) {
      return elements(item, path, scope);
    }
    List<String> names = Names.parts(base);
    Scope.Relation before = scope.relation(names.get(0));
    boolean isWay =
        path.is(Kind.PATH)
            || (before != null && names.size() > 1)
            || (before != null && before.isElement());
    if (isWay) {
      return elements(item, path, scope);
    }
    Names.withoutDatabase(base, rewriter.tables, 3);
    names = Names.parts(base);
    String name = names.get(names.size() - 1);
    String schema = names.size() > 1 ? names.get(names.size() - 2) : null;
    boolean isNamed = schema == null && scope.isNamed(name);
    if (!isNamed) {
      Closed.checkRelation(base, rewriter.tables);
    }
    if (isNamed) {
      return added(item, null, name, scope.named(name), false, scope);
    }
    rewriter.nodes.reads(schema, name);
    if (COLUMN_LISTS.contains(name)) {
      rewriter.tables.bindAll();
    }
    Optional<List<Column>> columns = rewriter.tables.columns(schema, name);
    return columns.isPresent()
        ? added(item, schema, name, columns.get(), false, scope)
        : unknown(item, base, schema, name, scope);
  }

  /** A relation without columns: a view WITH NO SCHEMA BINDING, or none at all. */
  private List<Scope.Visible> unknown(
      Tree item, Tree named, String schema, String name, Scope scope) {
    Optional<String> bound = rewriter.tables.bind(schema, name);
    if (bound.isEmpty()) {
      if (schema != null && !rewriter.tables.hasSchema(schema)) {
        throw new Refused("schema \"%s\" does not exist".formatted(schema), named.first());
      }
      return added(item, schema, name, null, false, scope);
    }
    Token near = named.first();
    named.parts().clear();
    named
        .parts()
        .addAll(
            List.of(
                near.as(Token.Kind.NAME, BOUND),
                Made.mark(near, "."),
                near.as(Token.Kind.NAME, bound.get())));
    List<Column> columns = rewriter.tables.columns(BOUND, bound.get()).orElse(null);
    List<Scope.Visible> visible = added(item, schema, name, columns, false, scope);
    if (item.child(Kind.ALIAS) == null) {
      item.parts().add(Tree.of(Kind.ALIAS, Token.word("as"), near.as(Token.Kind.NAME, name)));
    }
    return visible;
  }

  private List<Scope.Visible> derived(Tree item, Scope scope) {
    Tree query = item.child(Kind.NESTED).child(Kind.QUERY);
    List<Column> columns = rewriter.queries.query(query, scope.outer());
    return added(item, null, null, columns, false, scope);
  }

  private List<Scope.Visible> rows(Tree item, Scope scope) {
    Tree call = item.child(Kind.CALL);
    List<String> names = Names.parts(call.child(Kind.COLUMN));
    String function = names.get(names.size() - 1);
    item.replace(call, rewriter.expressions.rewrite(call, scope));
    Tree alias = item.child(Kind.ALIAS);
    List<Column> columns = null;
    if (function.equals("generate_series")) {
      String name = alias == null ? function : alias(alias).value();
      columns = List.of(new Column(name, Type.UNKNOWN));
    }
    return added(item, null, function, columns, false, scope);
  }

  /** Puts a relation into the scope, under its alias if it has one. */
  private static List<Scope.Visible> added(
      Tree item, String schema, String name, List<Column> columns, boolean isElement, Scope scope) {
    Tree alias = item.child(Kind.ALIAS);
    String named = alias == null ? name : alias(alias).value();
    List<Column> renamed =
        alias == null ? columns : QueryRewrite.renamed(columns, alias.child(Kind.LIST));
    scope.add(new Scope.Relation(alias == null ? schema : null, named, renamed, isElement));
    return renamed == null
        ? null
        : renamed.stream().map(column -> new Scope.Visible(named, column)).toList();
  }

  private static Token alias(Tree alias) {
    Token first = (Token) alias.parts().get(0);
    return first.isWord("as") ? (Token) alias.parts().get(1) : first;
  }

  /** The name after AT, which stands for an index or the name of an attribute; null if none. */
  private static Token at(Tree alias) {
    int place = alias == null ? -1 : alias.indexOf("at");
    return place < 0 ? null : (Token) alias.parts().get(place + 1);
  }

  /** {@code from t, t.items as i at n}: one row for each element of a SUPER array. */
  private List<Scope.Visible> elements(Tree item, Tree path, Scope scope) {
    Token near = path.first();
    Tree alias = item.child(Kind.ALIAS);
    Token name = alias == null ? last(path) : alias(alias);
    Tree value = value(path, scope);
    return unnested(
        item,
        Made.call(near, "super_elements", value),
        name,
        at(alias),
        "index",
        Type.BIGINT,
        scope);
  }

  /** {@code unnest(t.items) as i(item) with offset as n}: as above, in a relation of its own. */
  private List<Scope.Visible> unnest(Tree item, Scope scope) {
    Token near = item.first();
    Tree value = value(item.children().get(0), scope);
    Token relation = alias(item.child(Kind.ALIAS));
    List<Token> names = names(item.child(Kind.ALIAS).child(Kind.LIST));
    if (names.size() > 1) {
      throw new Refused("UNNEST has one column, and its offset", names.get(1));
    }
    List<Node> columns = new ArrayList<>();
    List<Column> known = new ArrayList<>();
    columns.add(Made.item(Made.column(near, null, "value"), names.get(0).value()));
    known.add(new Column(names.get(0).value(), Type.SUPER));
    if (item.has("offset")) {
      Token offset = (Token) item.parts().get(item.parts().size() - 1);
      columns.add(Made.item(Made.column(near, null, "index"), offset.value()));
      known.add(new Column(offset.value(), Type.BIGINT));
    }
    Tree list = new Tree(Kind.ITEMS, Made.separated(near, columns));
    Tree call = Made.call(near, "super_elements", value);
    Tree query = Made.of(Kind.QUERY, near, "select :a from :b", list, call);
    item.parts().clear();
    item.parts().addAll(Made.of(Kind.DERIVED, near, "lateral (:a) as :b", query, relation).parts());
    scope.add(new Scope.Relation(null, relation.value(), known, false));
    return known.stream().map(column -> new Scope.Visible(relation.value(), column)).toList();
  }

  /** What is unnested. */
  private Tree value(Tree path, Scope scope) {
    Tree value = rewriter.expressions.rewrite(path, scope);
    if (value.type().isKnown() && !value.type().is(Type.SUPER)) {
      throw new Refused("only SUPER values can be unnested", path.first());
    }
    return value;
  }

  private static List<Token> names(Tree list) {
    return list.tokens().stream().filter(token -> token.kind() == Token.Kind.NAME).toList();
  }

  /** {@code unpivot t.object as v at k}: one row for each attribute of a SUPER object. */
  private List<Scope.Visible> entries(Tree item, Scope scope) {
    Token near = item.first();
    Tree path = item.children().get(0);
    Tree alias = item.child(Kind.ALIAS);
    Token name = alias == null ? last(path) : alias(alias);
    Tree value = value(path, scope);
    return unnested(
        item, Made.call(near, "super_entries", value), name, at(alias), "name", Type.TEXT, scope);
  }

  private static List<Scope.Visible> unnested(
      Tree item, Tree call, Token name, Token at, String place, Type type, Scope scope) {
    Token near = call.first();
    Tree query =
        at == null
            ? Made.of(Kind.QUERY, near, "select \"value\" as :a from :b", name, call)
            : Made.of(
                Kind.QUERY,
                near,
                "select \"value\" as :a, \"" + place + "\" as :b from :c",
                name,
                at,
                call);
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(name.value(), Type.SUPER));
    if (at != null) {
      columns.add(new Column(at.value(), type));
    }
    item.parts().clear();
    item.parts().addAll(Made.of(Kind.DERIVED, near, "lateral (:a) as :b", query, name).parts());
    scope.add(new Scope.Relation(null, name.value(), columns, true));
    return columns.stream().map(column -> new Scope.Visible(name.value(), column)).toList();
  }

  private static Token last(Tree path) {
    List<Token> tokens = path.tokens();
    for (int i = tokens.size() - 1; i >= 0; i--) {
      if (tokens.get(i).kind() == Token.Kind.NAME) {
        return tokens.get(i);
      }
    }
    return path.first();
  }
}
