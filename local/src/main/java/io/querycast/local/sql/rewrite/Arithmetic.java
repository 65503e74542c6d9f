package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Decimals;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.List;

/** Gives sums and products of decimals Redshift's precision and scale. */
final class Arithmetic {
  private static final Type DATE = Type.of("date");

  private Arithmetic() {}

  static Tree chain(Tree chain) {
    Token operator = (Token) chain.parts().get(1);
    return switch (operator.value()) {
      case "+", "-", "*", "/", "%" -> arithmetic(chain);
      case "^" -> chain.typed(Type.DOUBLE);
      case "||" -> {
        refuseBooleans(chain, operator);
        yield chain.typed(joined(chain.children()));
      }
      case "&", "|", "#", "<<", ">>" -> chain.typed(chain.children().get(0).type());
      case "~", "!~", "~*", "!~*" -> matched(chain);
      default -> chain.typed(Type.BOOLEAN);
    };
  }

  /** The engine would read the literal beside a BOOLEAN as an array. */
  private static void refuseBooleans(Tree chain, Token operator) {
    Type left = chain.children().get(0).type();
    Type right = chain.children().get(1).type();
    boolean isLeft = left.is(Type.BOOLEAN) && right.isLiteral();
    if (isLeft || (left.isLiteral() && right.is(Type.BOOLEAN))) {
      throw new Refused(
          """
          operator does not exist: %s
            Hint: No operator matches the given name and argument types. You may need to add \
          explicit type casts."""
              .formatted(isLeft ? "boolean || \"unknown\"" : "\"unknown\" || boolean"),
          operator);
    }
  }

  /** Patterns are matched by texts. */
  private static Tree matched(Tree chain) {
    chain.children().forEach(operand -> chain.replace(operand, SuperArguments.text(operand)));
    return chain.typed(Type.BOOLEAN);
  }

  static Type joined(List<Tree> texts) {
    if (texts.stream().anyMatch(text -> text.type().is(Type.SUPER))) {
      return Type.SUPER;
    }
    return texts.stream().map(Tree::type).reduce(Type::joined).orElse(Type.TEXT);
  }

  /** From the left to the right; a division of decimals becomes a call. */
  private static Tree arithmetic(Tree chain) {
    List<Node> parts = chain.parts();
    Tree first = beside((Tree) parts.get(0), ((Tree) parts.get(2)).type());
    List<Node> done = new ArrayList<>(List.of(first));
    Type type = first.type();
    int calls = 0;
    for (int i = 1; i < parts.size(); i += 2) {
      Token operator = (Token) parts.get(i);
      Tree right = beside((Tree) parts.get(i + 1), type);
      boolean isMonthsFromDate = isMonthsFromDate(type, right.type());
      Type exact = result(operator.value(), type, right.type());
      type = exact.isNumeric() && Decimals.of(exact) != null ? Decimals.cut(exact) : exact;
      if (calls > Cursor.DEEPEST) {
        throw Cursor.deep(operator);
      }
      if (operator.isMark("/") && Decimals.of(type) != null && type.isNumeric()) {
        Tree left = whole(done);
        done = new ArrayList<>(List.of(sized(operator, "decimal_div", type, left, right)));
        calls++;
        continue;
      }
      done.add(operator);
      done.add(right);
      if (isMonthsFromDate) {
        // A date for Redshift; the engine makes any date with an interval a timestamp.
        type = DATE;
        done =
            new ArrayList<>(List.of(Made.of(Kind.CAST, operator, "cast(:a as date)", whole(done))));
        continue;
      }
      if (!exact.equals(type)) {
        // Digits were cut, so the value may be too large, or has too many behind the point.
        String fit = operator.isMark("*") ? "decimal_product" : "decimal_sum";
        done = new ArrayList<>(List.of(sized(operator, fit, type, whole(done))));
        calls++;
      }
    }
    Tree whole = whole(done);
    // The engine keeps the zone in which a TIMETZ was written.
    return type.is(Type.TIMETZ)
        ? Made.of(Kind.ZONE, chain.first(), "((:a) at local)", whole).typed(type)
        : whole.typed(type);
  }

  private static boolean isMonthsFromDate(Type a, Type b) {
    return (a.is(DATE) && b.is(Type.MONTHS)) || (a.is(Type.MONTHS) && b.is(DATE));
  }

  private static Tree beside(Tree operand, Type other) {
    return other.isNumeric() ? Literals.exact(operand) : operand;
  }

  private static Tree whole(List<Node> parts) {
    return parts.size() == 1 ? (Tree) parts.get(0) : new Tree(Kind.CHAIN, parts);
  }

  /** Calls what gives a value of a type its digits: the call of {@code function}. */
  static Tree sized(Token near, String function, Type type, Tree... operands) {
    List<Tree> arguments = new ArrayList<>(List.of(operands));
    arguments.add(Made.number(near, type.precision().orElseThrow()));
    arguments.add(Made.number(near, type.scale().orElseThrow()));
    return Made.call(near, function, arguments.toArray(Tree[]::new)).typed(type);
  }

  /** The type before it is cut to 38 digits. */
  static Type result(String operator, Type a, Type b) {
    if (a.is(Type.SUPER) || b.is(Type.SUPER)) {
      return Type.SUPER;
    }
    if ((a.isFloat() && (b.isNumber() || b.is(Type.LITERAL)))
        || (b.isFloat() && (a.isNumber() || a.is(Type.LITERAL)))) {
      return a.name().equals("real") && b.name().equals("real") ? a : Type.DOUBLE;
    }
    if (a.isWhole() && b.isWhole()) {
      return Type.wider(a, b);
    }
    if (isTimeAndInterval(a, b) || isTimeAndInterval(b, a)) {
      return Type.TIMETZ;
    }
    if (a.isInterval() || b.isInterval()) {
      return interval(operator, a, b);
    }
    if (operator.equals("+") && (a.isText() || b.isText())) {
      return Type.joined(a, b);
    }
    Type left = Decimals.of(a);
    Type right = Decimals.of(b);
    if (left == null || right == null) {
      return Type.UNKNOWN;
    }
    return switch (operator) {
      case "*" -> Decimals.product(left, right);
      case "/" -> Decimals.quotient(left, right);
      case "%" -> Decimals.remainder(left, right);
      default -> Decimals.sum(left, right);
    };
  }

  private static boolean isTimeAndInterval(Type time, Type interval) {
    return time.is(Type.TIMETZ) && interval.name().startsWith("interval");
  }

  /** Intervals of one type are added; numbers multiply and divide them. */
  private static Type interval(String operator, Type a, Type b) {
    boolean isSum = (operator.equals("+") || operator.equals("-")) && a.is(b);
    boolean isPart = (operator.equals("*") || operator.equals("/")) && b.isNumber();
    if (isSum || isPart) {
      return a;
    }
    return operator.equals("*") && a.isNumber() ? b : Type.UNKNOWN;
  }
}
