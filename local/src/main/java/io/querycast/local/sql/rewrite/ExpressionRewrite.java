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
import java.util.Set;

/** Rewrites expressions from the inside out, and works out what is known of their types. */
final class ExpressionRewrite {
  private static final Set<String> UNEQUAL = Set.of("<", "<=", ">", ">=", "<>");
  private static final Set<String> COMPARISONS = Set.of("=", "<", "<=", ">", ">=", "<>");

  private final Rewriter rewriter;
  private final Names names;
  private final Functions functions;

  ExpressionRewrite(Rewriter rewriter) {
    this.rewriter = rewriter;
    this.names = new Names(rewriter);
    this.functions = new Functions(rewriter);
  }

  /** Rewrites the clause of this kind, if the SELECT has it. */
  void below(Tree select, Scope scope, Kind clause) {
    if (select.child(clause) != null) {
      below(select.child(clause), scope);
    }
  }

  /** Rewrites the parts of a tree, but not the tree itself. */
  void below(Tree tree, Scope scope) {
    for (int i = 0; i < tree.parts().size(); i++) {
      boolean isFunction = tree.is(Kind.CALL) && i == 0;
      if (tree.parts().get(i) instanceof Tree part && !isFunction) {
        tree.parts().set(i, rewrite(part, scope));
      }
    }
  }

  /** The expression that takes this one's place; it may be the same. */
  Tree rewrite(Tree tree, Scope scope) {
    switch (tree.kind()) {
      case NESTED -> {
        return nested(tree, scope);
      }
      case COLUMN -> {
        return names.rewrite(tree, scope);
      }
      case TYPE -> {
        return tree;
      }
      case IN -> in(tree, scope);
      case EXISTS -> exists(tree, scope);
      default -> compared(tree, scope);
    }
    bind(tree);
    return switch (tree.kind()) {
      case LITERAL -> Literals.literal(tree);
      case TYPED -> Literals.typed(tree);
      case SPECIAL -> {
        rewriter.nodes.calls(tree.first());
        yield Literals.special(tree);
      }
      case ARRAY -> array(tree);
      case PATH -> Names.path(tree);
      case CALL -> call(tree);
      case CHAIN -> {
        refuseOrderOfMany(tree);
        yield Arithmetic.chain(tree);
      }
      case UNARY -> unary(tree);
      case CAST, CASTS, CONVERT -> Casts.rewrite(tree);
      case CASE -> caseOf(tree);
      case QUANTIFIED -> quantified(tree);
      case LIST -> tree.children().size() == 1 ? tree.typed(tree.children().get(0).type()) : tree;
      case COLLATE -> tree.typed(tree.children().get(0).type());
      case LIKE -> like(tree);
      case NOT, IS, IN, BETWEEN, EXISTS -> tree.typed(Type.BOOLEAN);
      default -> tree;
    };
  }

  /** Any correlation will do if a row only has to exist. */
  private void exists(Tree exists, Scope scope) {
    rewriter.queries.query(exists.child(Kind.NESTED).child(Kind.QUERY), scope);
  }

  private void compared(Tree tree, Scope scope) {
    int reached = scope.reached();
    int owned = scope.owned();
    below(tree, scope);
    if (isUnequal(tree) && scope.reached() > reached && scope.owned() > owned) {
      scope.compare();
    }
  }

  private static boolean isUnequal(Tree tree) {
    boolean isOrdered = tree.is(Kind.CHAIN) && UNEQUAL.contains(operator(tree));
    return isOrdered || tree.is(Kind.BETWEEN) || tree.is(Kind.LIKE);
  }

  private static boolean isComparison(Tree tree) {
    return tree.is(Kind.CHAIN) && COMPARISONS.contains(operator(tree));
  }

  private static String operator(Tree chain) {
    return ((Token) chain.parts().get(1)).value();
  }

  /** Redshift can't look in correlated groups, but for their least and greatest values. */
  private void in(Tree in, Scope scope) {
    int correlations = scope.correlations();
    Tree nested = in.child(Kind.NESTED);
    Tree select = nested == null ? null : nested.child(Kind.QUERY).child(Kind.SELECT);
    boolean isGrouped =
        select != null
            && select.child(Kind.GROUP) != null
            && Functions.aggregates(select.child(Kind.ITEMS), Set.of("min", "max"));
    for (int i = 0; i < in.parts().size(); i++) {
      if (in.parts().get(i) instanceof Tree part && part != nested) {
        in.parts().set(i, rewrite(part, scope));
      }
    }
    if (nested != null) {
      subquery(nested, scope);
    }
    if (isGrouped && scope.correlations() > correlations) {
      rewriter.correlates(nested.first());
    }
  }

  /** Redshift has ANY as another word for IN, and ALL for NOT IN, of a subquery's rows. */
  private void refuseOrderOfMany(Tree chain) {
    for (Tree quantified : chain.children(Kind.QUANTIFIED)) {
      int place = chain.parts().indexOf(quantified) - 1;
      boolean isAll = quantified.first().isWord("all");
      boolean isIn =
          place >= 0
              && chain.parts().get(place) instanceof Token operator
              && (isAll ? operator.isMark("<>") || operator.isMark("!=") : operator.isMark("="));
      if (!isIn && quantified.child(Kind.NESTED) != null && !rewriter.nodes.readsOnlyCatalogue()) {
        throw new Refused(
            "%s takes only %s before a subquery"
                .formatted(
                    quantified.first().value().toUpperCase(java.util.Locale.ROOT),
                    isAll ? "<> or !=" : "="),
            quantified.first());
      }
    }
  }

  /** Redshift's leader node has PostgreSQL's arrays, which drivers use with its catalogue. */
  private Tree quantified(Tree quantified) {
    if (quantified.child(Kind.LIST) != null && !rewriter.nodes.readsOnlyCatalogue()) {
      throw new Refused("op ANY/ALL (array) requires array on right side", quantified.first());
    }
    return quantified;
  }

  private Tree call(Tree call) {
    List<Node> name = call.children().get(0).parts();
    if (((Token) name.get(name.size() - 1)).value().equals("pg_get_late_binding_view_cols")) {
      rewriter.tables.bindAll();
    }
    return functions.rewrite(call);
  }

  /** What PostgreSQL would bind in another way than Redshift gets parentheses. */
  private static void bind(Tree tree) {
    boolean bindsLess =
        (tree.is(Kind.CHAIN) && !tree.has("and") && !tree.has("or"))
            || tree.is(Kind.IN)
            || tree.is(Kind.BETWEEN)
            || tree.is(Kind.LIKE);
    if (bindsLess) {
      for (int i = 0; i < tree.parts().size(); i++) {
        if (tree.parts().get(i) instanceof Tree part
            && (part.is(Kind.IS) || (isComparison(tree) && isComparison(part)))) {
          tree.parts().set(i, Made.parentheses(part));
        }
      }
    }
  }

  /** SIMILAR TO is a match by a pattern to PostgreSQL. */
  private static Tree like(Tree like) {
    if (like.has("similar")) {
      Tree text = like.children().get(0);
      like.replace(text, SuperArguments.text(text));
    }
    return like.typed(Type.BOOLEAN);
  }

  /** Redshift can't take a part of the rows of a correlated subquery. */
  private List<Column> subquery(Tree nested, Scope scope) {
    Tree query = nested.child(Kind.QUERY);
    int correlations = scope.correlations();
    List<Column> columns = rewriter.queries.query(query, scope);
    boolean isPart = query.child(Kind.LIMIT) != null || query.child(Kind.OFFSET) != null;
    if (isPart && scope.correlations() > correlations) {
      rewriter.correlates(nested.first());
    }
    return columns;
  }

  /**
   * Redshift aggregates the rows of a correlated subquery by columns that are equal, and no others.
   */
  private Tree nested(Tree nested, Scope scope) {
    int comparisons = scope.comparisons();
    Tree select = nested.child(Kind.QUERY).child(Kind.SELECT);
    boolean isAggregated = select == null || Functions.aggregates(select.child(Kind.ITEMS));
    List<Column> columns = subquery(nested, scope);
    if (isAggregated && scope.comparisons() > comparisons) {
      rewriter.correlates(nested.first());
    }
    return columns != null && columns.size() == 1 ? nested.typed(columns.get(0).type()) : nested;
  }

  private Tree array(Tree array) {
    if (!rewriter.nodes.readsOnlyCatalogue()) {
      throw Refused.unexpected(array.first());
    }
    return array;
  }

  private static Tree unary(Tree unary) {
    Tree operand = unary.children().get(0);
    // It has the same meaning without the word: what is exact is a good approximation.
    if (unary.first().isWord("approximate")) {
      approximate(unary.first(), operand);
      return operand;
    }
    if (unary.first().isWord("prior") || unary.first().isWord("connect_by_root")) {
      throw new Refused(
          "%s is only allowed in CONNECT BY"
              .formatted(unary.first().value().toUpperCase(java.util.Locale.ROOT)),
          unary.first());
    }
    boolean isRoot = unary.first().isMark("|/") || unary.first().isMark("||/");
    return unary.typed(isRoot ? Type.DOUBLE : operand.type());
  }

  private static void approximate(Token near, Tree operand) {
    String name = operand.is(Kind.CALL) ? Functions.name(operand) : "";
    Tree arguments = operand.child(Kind.ARGUMENTS);
    boolean isCount = name.equals("count") && arguments != null && arguments.has("distinct");
    if (!isCount && !name.equals("percentile_disc")) {
      throw new Refused("APPROXIMATE needs COUNT(DISTINCT ...) or PERCENTILE_DISC", near);
    }
  }

  private static Tree caseOf(Tree tree) {
    List<Tree> results = new ArrayList<>();
    for (Tree when : tree.children(Kind.WHEN)) {
      results.add(when.children().get(1));
    }
    int otherwise = tree.indexOf("else");
    if (otherwise >= 0) {
      results.add((Tree) tree.parts().get(otherwise + 1));
    }
    if (results.stream().anyMatch(result -> result.type().is(Type.SUPER))) {
      for (Tree when : tree.children(Kind.WHEN)) {
        Tree result = when.children().get(1);
        when.replace(result, Functions.toSuper(result));
      }
      if (otherwise >= 0) {
        Tree result = (Tree) tree.parts().get(otherwise + 1);
        tree.parts().set(otherwise + 1, Functions.toSuper(result));
      }
      return tree.typed(Type.SUPER);
    }
    if (RowsInCase.isIn(results)) {
      return RowsInCase.rewrite(tree).typed(common(results));
    }
    return tree.typed(common(results));
  }

  static Type common(List<Tree> expressions) {
    Type common = Type.LITERAL;
    for (Tree expression : expressions) {
      common = Type.common(common, expression.type());
    }
    return common;
  }
}
