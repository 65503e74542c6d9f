package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rewrites aggregates and window functions, in all forms that Redshift has of them. */
final class Windows {
  private static final Set<String> VALUES =
      Set.of("first_value", "last_value", "nth_value", "lag", "lead");

  private static final Set<String> SPREADS =
      Set.of("stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop");

  /** What sorts by itself, or not at all, so its window has no order. */
  private static final Set<String> FRAMELESS =
      Set.of("listagg", "median", "percentile_cont", "percentile_disc", "ratio_to_report");

  /** The guide says of these that their window has no frame. */
  private static final Set<String> RANKS = Set.of("cume_dist", "percent_rank", "ntile");

  private static final String WHOLE = " rows between unbounded preceding and unbounded following";

  private Windows() {}

  /** Whether a part of a query calls a function over a window, outside of the queries within. */
  static boolean isIn(Tree tree) {
    return tree.is(Kind.OVER)
        || tree.children().stream().anyMatch(part -> !part.is(Kind.NESTED) && isIn(part));
  }

  /** The rewritten call; null if it is none of these, or is the same in both. */
  static Tree rewrite(Tree call, String name, List<Tree> arguments) {
    Tree over = call.child(Kind.OVER);
    frame(name, over);
    literals(over);
    if (RANKS.contains(name) && over != null && over.child(Kind.FRAME) != null) {
      throw new Refused("the window of %s can't have a frame".formatted(name), over.first());
    }
    widen(over);
    boolean ignores = nulls(call);
    if (arguments.isEmpty()) {
      return null;
    }
    if (arguments.size() > 2 && (name.equals("lag") || name.equals("lead"))) {
      throw new Refused(
          "Default parameter not be supported for window function " + name, call.first());
    }
    if (over != null && VALUES.contains(name)) {
      return ignores ? present(call, name, arguments, over) : null;
    }
    if (ignores) {
      throw new Refused("syntax error at or near \"ignore\"", call.first());
    }
    if (SPREADS.contains(name)) {
      return Made.of(Kind.CAST, call.first(), "cast(:a as double precision)", call)
          .typed(Type.DOUBLE);
    }
    return switch (name) {
      case "avg" -> average(call, arguments, over);
      case "listagg" -> listagg(call, arguments, over);
      case "percentile_cont", "percentile_disc" -> percentile(call, name, arguments, over);
      case "ratio_to_report" -> ratio(call, arguments, over);
      case "hll" -> count(call, arguments);
      default -> null;
    };
  }

  /** Redshift wants a frame for an aggregate whose window is ordered, and none for others. */
  private static void frame(String name, Tree over) {
    boolean isFrameless = FRAMELESS.contains(name);
    boolean isOrdered = over != null && over.child(Kind.ORDER) != null;
    if (isFrameless && over != null && (isOrdered || over.child(Kind.FRAME) != null)) {
      throw new Refused(
          "the window of %s can have neither ORDER BY nor a frame".formatted(name), over.first());
    }
    boolean isAggregate = Functions.isAggregate(name) && !isFrameless;
    boolean needsFrame =
        isAggregate
            || name.equals("first_value")
            || name.equals("last_value")
            || name.equals("nth_value");
    if (needsFrame && isOrdered && over.child(Kind.FRAME) == null) {
      throw new Refused(
          "Aggregate window functions with an ORDER BY clause require a frame clause",
          over.first());
    }
  }

  /** Redshift's windows are neither divided nor ordered by a text that is the same in all rows. */
  private static void literals(Tree over) {
    if (over == null) {
      return;
    }
    List<Tree> keys = new ArrayList<>();
    if (over.child(Kind.PARTITION) != null) {
      keys.addAll(over.child(Kind.PARTITION).children());
    }
    if (over.child(Kind.ORDER) != null) {
      over.child(Kind.ORDER).children().forEach(key -> keys.add(key.children().get(0)));
    }
    for (Tree key : keys) {
      if (key.is(Kind.LITERAL) && key.first().kind() == Token.Kind.TEXT) {
        throw new Refused(
            "constant expressions are not supported in partition by and order by clauses",
            key.first());
      }
    }
  }

  /** The guide has a short form of a frame that ends with the window, and PostgreSQL has not. */
  private static void widen(Tree over) {
    Tree frame = over == null ? null : over.child(Kind.FRAME);
    if (frame != null && frame.parts().size() == 3 && frame.has("following")) {
      Token near = frame.first();
      Tree whole = Made.of(Kind.FRAME, near, ":a between current row and :b", near, end(frame));
      over.replace(frame, whole);
    }
  }

  private static Tree end(Tree frame) {
    return new Tree(Kind.FRAME, frame.parts().subList(1, 3));
  }

  /** Takes IGNORE NULLS and RESPECT NULLS away, wherever they stand; whether NULLs are ignored. */
  private static boolean nulls(Tree call) {
    boolean ignores = false;
    for (Tree holder : new Tree[] {call, call.child(Kind.ARGUMENTS)}) {
      Tree nulls = holder == null ? null : holder.child(Kind.NULLS);
      if (nulls != null) {
        ignores |= nulls.has("ignore");
        holder.parts().remove(nulls);
      }
    }
    return ignores;
  }

  /** What is collected needs arrays of its type, which SUPER has not: there it is a text. */
  private static Tree present(Tree call, String name, List<Tree> arguments, Tree over) {
    Tree value = arguments.get(0);
    if (!value.type().is(Type.SUPER)) {
      return presentOf(call, name, arguments, over);
    }
    Token near = call.first();
    List<Tree> texts = new ArrayList<>(arguments);
    texts.set(0, Made.of(Kind.CAST, near, "cast(cast(:a as json) as text)", value));
    Tree present = presentOf(call, name, texts, over);
    return Made.of(Kind.CAST, near, "cast(cast(:a as json) as \"super\")", present)
        .typed(Type.SUPER);
  }

  private static Tree presentOf(Tree call, String name, List<Tree> arguments, Tree over) {
    Token near = call.first();
    Tree value = arguments.get(0);
    if (!name.equals("lag") && !name.equals("lead")) {
      return windowed(Made.call(near, name + "_present", arguments.toArray(Tree[]::new)), over)
          .typed(value.type());
    }
    Tree steps = arguments.size() > 1 ? arguments.get(1) : Made.number(near, 1);
    if (name.equals("lead")) {
      reverse(over);
    }
    over.parts()
        .add(
            over.parts().size() - 1,
            Made.of(Kind.FRAME, near, "rows between unbounded preceding and 1 preceding"));
    return windowed(Made.call(near, "lag_present", value, steps), over).typed(value.type());
  }

  /** Turns the order round, and where its NULLs stand. */
  private static void reverse(Tree over) {
    Tree order = over.child(Kind.ORDER);
    if (order == null) {
      return;
    }
    for (Tree key : order.children(Kind.KEY)) {
      Token near = key.first();
      boolean isDown = key.has("desc");
      boolean hasNullsFirst = key.has("nulls") ? key.has("first") : isDown;
      Tree expression = key.children().get(0);
      key.parts().clear();
      key.parts().add(expression);
      key.parts().add(Made.word(near, isDown ? "asc" : "desc"));
      key.parts().add(Made.word(near, "nulls"));
      key.parts().add(Made.word(near, hasNullsFirst ? "last" : "first"));
    }
  }

  private static Tree windowed(Tree call, Tree over) {
    if (over != null) {
      call.parts().add(over);
    }
    return call;
  }

  private static boolean isDistinct(Tree call) {
    return call.child(Kind.ARGUMENTS) != null && call.child(Kind.ARGUMENTS).has("distinct");
  }

  /** The sum and the count are much faster than the aggregate, and give the same. */
  private static Tree average(Tree call, List<Tree> arguments, Tree over) {
    Type total =
        arguments.size() == 1 ? FunctionTypes.total(arguments.get(0).type()) : Type.UNKNOWN;
    boolean isExact = total.is(Type.BIGINT) || total.isNumeric();
    if (!isExact) {
      return null;
    }
    Token near = call.first();
    Tree first = call.child(Kind.ARGUMENTS);
    Tree sum = FunctionTypes.summed(windowed(Made.aggregate(near, "sum", first), over), total);
    Tree count =
        windowed(Made.aggregate(near, "count", first.copy()), over == null ? null : over.copy());
    return Made.call(near, "avg_of", sum, count).typed(total);
  }

  private static Tree listagg(Tree call, List<Tree> arguments, Tree over) {
    Token near = call.first();
    List<Tree> given = new ArrayList<>(arguments);
    if (given.size() > 1 && names(given.get(1))) {
      throw new Refused("LISTAGG delimiter must be a constant", given.get(1).first());
    }
    if (given.size() == 1) {
      given.add(Made.text(near, ""));
    }
    Tree within = call.child(Kind.WITHIN);
    Tree order = within == null ? null : within.child(Kind.ORDER);
    boolean isDistinct = isDistinct(call);
    if (isDistinct && order == null) {
      order = Made.of(Kind.ORDER, near, "order by :a", Tree.of(Kind.KEY, arguments.get(0).copy()));
    }
    String function = isDistinct ? "listagg_distinct" : "listagg";
    Tree listagg = Made.call(near, function, given.toArray(Tree[]::new));
    if (over != null) {
      int end = over.parts().size() - 1;
      if (order != null) {
        over.parts().add(end, order);
        over.parts().add(end + 1, Made.of(Kind.FRAME, near, WHOLE));
      }
    } else if (order != null) {
      listagg.child(Kind.ARGUMENTS).parts().add(order);
    }
    return FunctionTypes.typed(windowed(listagg, over));
  }

  private static boolean names(Tree tree) {
    return tree.is(Kind.COLUMN)
        || tree.is(Kind.NESTED)
        || tree.children().stream()
            .anyMatch(part -> !(tree.is(Kind.CALL) && part.is(Kind.COLUMN)) && names(part));
  }

  /** PostgreSQL has no window form of these: one is an aggregate of values with the share. */
  private static Tree percentile(Tree call, String name, List<Tree> arguments, Tree over) {
    Tree within = call.child(Kind.WITHIN);
    boolean isNative = over == null && name.equals("percentile_disc");
    if (isNative || within == null || arguments.size() != 1) {
      return null;
    }
    Token near = call.first();
    Tree key = within.child(Kind.ORDER).child(Kind.KEY);
    Tree share = arguments.get(0);
    boolean isDown = key.has("desc");
    boolean isDiscrete = name.equals("percentile_disc");
    if (isDown && !isDiscrete) {
      share = Made.of(Kind.LIST, near, "(1 - :a)", share).typed(share.type());
    }
    Tree value = SuperArguments.number(key.children().get(0));
    if (over == null) {
      // The aggregate itself sorts what it is given, and only upwards.
      Tree percentile = Made.call(near, "percentile_cont", share);
      percentile.parts().add(Made.of(Kind.WITHIN, near, "within group (order by :a)", value));
      return FunctionTypes.between(percentile, value.type(), share.type());
    }
    Tree shared = Made.call(near, "shared", value, share);
    String function = name + (isDown && isDiscrete ? "_down" : "") + "_over";
    Tree percentile = windowed(Made.call(near, function, shared), over);
    return isDiscrete
        ? percentile.typed(value.type())
        : FunctionTypes.between(percentile, value.type(), share.type());
  }

  private static Tree ratio(Tree call, List<Tree> arguments, Tree over) {
    if (over == null || arguments.size() != 1) {
      throw new Refused("ratio_to_report needs one argument and a window", call.first());
    }
    Token near = call.first();
    Tree value = arguments.get(0);
    Tree sum = windowed(Made.call(near, "sum", value.copy()), over);
    return Made.of(
            Kind.CHAIN,
            near,
            "(cast(:a as double precision) / cast(nullif(:b, 0) as double precision))",
            value,
            sum)
        .typed(Type.DOUBLE);
  }

  private static Tree count(Tree call, List<Tree> arguments) {
    return arguments.size() == 1
        ? Made.aggregate(
                call.first(),
                "count",
                Tree.of(Kind.ARGUMENTS, Made.word(call.first(), "distinct"), arguments.get(0)))
            .typed(Type.BIGINT)
        : null;
  }
}
