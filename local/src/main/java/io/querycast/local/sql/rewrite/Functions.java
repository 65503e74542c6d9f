package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rewrites calls of functions, and knows the types of those that decimals may stand beside. */
final class Functions {
  /** What PostgreSQL's grammar knows, and means the same. */
  private static final Set<String> GRAMMAR =
      Set.of("coalesce", "nullif", "greatest", "least", "grouping");

  private static final Set<String> AGGREGATES =
      Set.of(
          "sum",
          "avg",
          "count",
          "min",
          "max",
          "any_value",
          "listagg",
          "median",
          "percentile_cont",
          "percentile_disc",
          "stddev",
          "stddev_samp",
          "stddev_pop",
          "variance",
          "var_samp",
          "var_pop",
          "bit_and",
          "bit_or",
          "bool_and",
          "bool_or",
          "every",
          "hll",
          "hll_create_sketch",
          "hll_combine",
          "avg_of",
          "grouping",
          "grouping_id");

  private final Rewriter rewriter;

  Functions(Rewriter rewriter) {
    this.rewriter = rewriter;
  }

  /** Whether an expression aggregates, outside of queries within it and of windows. */
  static boolean aggregates(Tree tree) {
    return aggregates(tree, Set.of());
  }

  /**
   * Whether an expression aggregates by others than these.
   *
   * @param but names of aggregates
   */
  static boolean aggregates(Tree tree, Set<String> but) {
    if (tree.is(Kind.CALL) && tree.child(Kind.OVER) == null) {
      if (AGGREGATES.contains(name(tree)) && !but.contains(name(tree))) {
        return true;
      }
    }
    return tree.children().stream()
        .anyMatch(part -> !part.is(Kind.NESTED) && aggregates(part, but));
  }

  static boolean isAggregate(String function) {
    return AGGREGATES.contains(function);
  }

  /** The function's name; empty if a schema stands before it. */
  static String name(Tree call) {
    Tree name = call.children().get(0);
    return name.parts().size() == 1 ? name.first().value() : "";
  }

  /** The arguments without words between them. */
  static List<Tree> arguments(Tree call) {
    Tree arguments = call.child(Kind.ARGUMENTS);
    if (arguments == null) {
      return new ArrayList<>();
    }
    List<Tree> trees = arguments.children();
    trees.removeIf(tree -> tree.is(Kind.NULLS));
    return trees;
  }

  Tree rewrite(Tree call) {
    String name = name(call);
    SuperArguments.rewrite(call, name);
    List<Tree> arguments = arguments(call);
    Token near = call.first();
    List<Token> called = call.children().get(0).tokens();
    rewriter.nodes.calls(called.get(called.size() - 1));
    Tree window = Windows.rewrite(call, name, arguments);
    if (window != null) {
      return window.type().isKnown() ? window : FunctionTypes.typed(window);
    }
    return switch (name) {
      case "dateadd", "date_add" -> dated(call, "date_add", arguments);
      case "datediff", "date_diff" -> dated(call, "date_diff", arguments);
      case "date_part", "pgdate_part" -> dated(call, "pgdate_part", arguments);
      case "extract" -> extract(call, arguments);
      case "date_trunc" -> dated(call, "date_trunc", arguments);
      case "position" -> reordered(call, near, arguments);
      case "trim" -> trim(call, near, arguments);
      case "collate" -> collate(near, arguments);
      case "substring" -> renamed(call, "substring", arguments);
      case "nvl", "isnull", "coalesce" -> coalesce(call, near, arguments);
      case "nvl2" -> nvl2(call, near, arguments);
      case "decode" -> decode(call, near, arguments);
      case "greatest", "least" -> {
        call.replace(call.child(Kind.ARGUMENTS), Made.arguments(near, alike(arguments)));
        yield FunctionTypes.typed(grammar(call, name));
      }
      case "nullif", "grouping" -> FunctionTypes.typed(grammar(call, name));
      case "grouping_id" -> FunctionTypes.typed(grammar(call, "grouping"));
      case "array" -> gathered(near, "super_array", arguments);
      case "object" -> gathered(near, "super_object", arguments);
      case "object_transform" -> transform(call, near, arguments);
      case "" -> withoutDatabase(call);
      default -> FunctionTypes.typed(call);
    };
  }

  private Tree withoutDatabase(Tree call) {
    Names.withoutDatabase(call.children().get(0), rewriter.tables, 3);
    return call;
  }

  private static Tree grammar(Tree call, String name) {
    if (GRAMMAR.contains(name)) {
      call.children().get(0).parts().set(0, Made.word(call.first(), name));
    }
    return call;
  }

  private static Tree dated(Tree call, String function, List<Tree> arguments) {
    if (!arguments.isEmpty()) {
      arguments.set(0, DateParts.of(arguments.get(0)));
    }
    return renamed(call, function, arguments);
  }

  /** An epoch has a function of its own: it is too long for an INTEGER. */
  private static Tree extract(Tree call, List<Tree> arguments) {
    Tree dated = dated(call, "date_part", arguments);
    boolean isEpoch = arguments.size() == 2 && arguments.get(0).first().value().equals("epoch");
    return isEpoch ? renamed(call, "date_part_epoch", arguments.subList(1, 2)) : dated;
  }

  private static Tree renamed(Tree call, String function, List<Tree> arguments) {
    return FunctionTypes.typed(Made.call(call.first(), function, arguments.toArray(Tree[]::new)));
  }

  /** {@code position(a in b)} looks for the first in the second. */
  private static Tree reordered(Tree call, Token near, List<Tree> arguments) {
    return call.child(Kind.ARGUMENTS) != null && call.child(Kind.ARGUMENTS).has("in")
        ? FunctionTypes.typed(Made.call(near, "strpos", arguments.get(1), arguments.get(0)))
        : FunctionTypes.typed(call);
  }

  private static Tree trim(Tree call, Token near, List<Tree> arguments) {
    Tree written = call.child(Kind.ARGUMENTS);
    if (written == null) {
      return call;
    }
    String function =
        written.has("leading") ? "ltrim" : written.has("trailing") ? "rtrim" : "btrim";
    if (written.has("from") && arguments.size() == 2) {
      return FunctionTypes.typed(Made.call(near, function, arguments.get(1), arguments.get(0)));
    }
    return FunctionTypes.typed(Made.call(near, function, arguments.toArray(Tree[]::new)));
  }

  /** {@code collate(text, 'case_insensitive')} is a clause in PostgreSQL. */
  private static Tree collate(Token near, List<Tree> arguments) {
    String asked = arguments.size() == 2 ? Lexer.lower(arguments.get(1).first().value()) : "";
    String collation =
        switch (asked) {
          case "ci" -> "case_insensitive";
          case "cs" -> "case_sensitive";
          default -> asked;
        };
    if (!collation.equals("case_insensitive") && !collation.equals("case_sensitive")) {
      throw new Refused("COLLATE takes a text and 'case_sensitive' or 'case_insensitive'", near);
    }
    Tree text = arguments.get(0);
    return Made.of(Kind.LIST, near, "(:a collate " + collation + ")", text).typed(text.type());
  }

  private static Tree coalesce(Tree call, Token near, List<Tree> arguments) {
    List<Tree> alike = alike(arguments);
    call.replace(call.child(Kind.ARGUMENTS), Made.arguments(near, alike));
    call.children().get(0).parts().set(0, Made.word(near, "coalesce"));
    return call.typed(ExpressionRewrite.common(alike));
  }

  /**
   * Where a text stands beside numbers, all become texts, as in Redshift; PostgreSQL would read the
   * text as a number. Beside a SUPER all become SUPER.
   */
  static List<Tree> alike(List<Tree> expressions) {
    if (expressions.stream().anyMatch(expression -> expression.type().is(Type.SUPER))) {
      return expressions.stream().map(Functions::toSuper).toList();
    }
    boolean hasText = expressions.stream().anyMatch(Functions::isPlainText);
    boolean hasNumber = expressions.stream().anyMatch(e -> e.type().isNumber());
    if (!hasText || !hasNumber) {
      return expressions;
    }
    List<Tree> alike = new ArrayList<>();
    for (Tree expression : expressions) {
      alike.add(expression.type().isNumber() ? text(expression) : expression);
    }
    return alike;
  }

  private static Tree text(Tree expression) {
    return Made.of(Kind.CAST, expression.first(), "cast(:a as varchar)", expression)
        .typed(Type.TEXT);
  }

  private static boolean isText(Tree expression) {
    return expression.is(Kind.LITERAL) && expression.first().kind() == Token.Kind.TEXT;
  }

  /** Whether it is a text literal that is no number. */
  private static boolean isPlainText(Tree expression) {
    if (!isText(expression)) {
      return false;
    }
    String text = expression.first().value().strip();
    return text.isEmpty() || text.chars().anyMatch(c -> "0123456789+-.eE".indexOf(c) < 0);
  }

  private static Tree nvl2(Tree call, Token near, List<Tree> arguments) {
    if (arguments.size() != 3) {
      return call;
    }
    List<Tree> results = new ArrayList<>(alike(arguments.subList(1, 3)));
    boolean isText = isText(results.get(0));
    if (isText && results.get(1).type().isNumber()) {
      // The type is that of the first.
      results.set(1, text(results.get(1)));
    }
    return Made.of(
            Kind.CASE,
            near,
            "case when (:a) is not null then :b else :c end",
            arguments.get(0),
            results.get(0),
            results.get(1))
        .typed(ExpressionRewrite.common(results));
  }

  /** NULL is found by NULL; what is missing at the end is NULL. */
  private static Tree decode(Tree call, Token near, List<Tree> arguments) {
    // With two arguments it decodes bytes.
    if (arguments.size() < 3) {
      return call;
    }
    List<Tree> results = new ArrayList<>();
    for (int i = 2; i < arguments.size(); i += 2) {
      results.add(arguments.get(i));
    }
    boolean hasRest = arguments.size() % 2 == 0;
    if (hasRest) {
      results.add(arguments.get(arguments.size() - 1));
    }
    List<Tree> alike = alike(results);
    List<Node> parts = new ArrayList<>(List.of(Made.word(near, "case")));
    for (int i = 0; 2 * i + 2 < arguments.size(); i++) {
      Tree value = arguments.get(0).copy();
      Tree searched = arguments.get(2 * i + 1);
      parts.add(
          Made.of(Kind.WHEN, near, "when :a then :b", found(near, value, searched), alike.get(i)));
    }
    if (hasRest) {
      parts.add(Made.word(near, "else"));
      parts.add(alike.get(alike.size() - 1));
    }
    parts.add(Made.word(near, "end"));
    return new Tree(Kind.CASE, parts).typed(ExpressionRewrite.common(alike));
  }

  private static Tree found(Token near, Tree value, Tree searched) {
    if (searched.is(Kind.LITERAL)) {
      return searched.first().isWord("null")
          ? Made.of(Kind.IS, near, "(:a) is null", value)
          : Made.of(Kind.CHAIN, near, "(:a) = :b", value, searched);
    }
    return Made.of(
        Kind.CHAIN,
        near,
        "((:a) = (:b) or (:c) is null and (:d) is null)",
        value,
        searched,
        value.copy(),
        searched.copy());
  }

  /** {@code array(a, b)} and {@code object(k, v)} take values of any types. */
  private static Tree gathered(Token near, String function, List<Tree> arguments) {
    if (arguments.isEmpty()) {
      return Made.call(near, function).typed(Type.SUPER);
    }
    List<Tree> values = new ArrayList<>();
    arguments.forEach(argument -> values.add(Made.call(near, "to_super", argument)));
    Tree list = Made.arguments(near, values);
    Tree all = Made.of(Kind.LIST, near, "variadic array[:a]::json[]", list);
    return Made.call(near, function, all).typed(Type.SUPER);
  }

  /** {@code object_transform(object keep path, ... set path, value, ...)}. */
  private static Tree transform(Tree call, Token near, List<Tree> arguments) {
    if (arguments.isEmpty()) {
      return call;
    }
    List<Tree> kept = new ArrayList<>();
    List<Tree> paths = new ArrayList<>();
    List<Tree> values = new ArrayList<>();
    String clause = "";
    for (Node part : call.child(Kind.ARGUMENTS).parts()) {
      if (part instanceof Token token) {
        clause = token.isMark(",") ? clause : token.value();
      } else if (clause.equals("keep")) {
        kept.add((Tree) part);
      } else if (clause.equals("set") && paths.size() == values.size()) {
        paths.add((Tree) part);
      } else if (clause.equals("set")) {
        values.add(Made.call(near, "to_super", (Tree) part));
      }
    }
    if (paths.size() != values.size()) {
      throw new Refused("OBJECT_TRANSFORM needs a value for each path", near);
    }
    return Made.call(
            near,
            "object_transform",
            arguments.get(0),
            list(near, kept, "text"),
            list(near, paths, "text"),
            list(near, values, "json"))
        .typed(Type.SUPER);
  }

  /** PostgreSQL would read a literal for SUPER as JSON. */
  static Tree toSuper(Tree value) {
    return value.type().is(Type.SUPER)
        ? value
        : Made.call(value.first(), "to_super", value).typed(Type.SUPER);
  }

  /** NULL stands for a clause that is not there. */
  private static Tree list(Token near, List<Tree> values, String type) {
    return values.isEmpty()
        ? Made.of(Kind.CAST, near, "cast(null as " + type + "[])")
        : Made.of(Kind.LIST, near, "array[:a]::" + type + "[]", Made.arguments(near, values));
  }
}
