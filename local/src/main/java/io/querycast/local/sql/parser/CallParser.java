package io.querycast.local.sql.parser;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads calls of functions: their arguments, WITHIN GROUP, IGNORE NULLS and OVER. */
final class CallParser {
  /** The aggregates that sort. */
  private static final List<String> SORTED =
      List.of("listagg", "percentile_cont", "percentile_disc");

  private final Parser parser;
  private final Cursor cursor;

  CallParser(Parser parser) {
    this.parser = parser;
    this.cursor = parser.cursor;
  }

  /** Reads what follows a function's name, from the parenthesis on. */
  Tree call(Tree name) {
    List<Node> parts = new ArrayList<>(List.of(name));
    cursor.down();
    parts.add(cursor.takeMark("("));
    if (!cursor.seesMark(")")) {
      parts.add(arguments(name.first()));
    }
    parts.add(cursor.takeMark(")"));
    if (cursor.sees("within", "group")) {
      if (!SORTED.contains(name.first().value())) {
        throw cursor.unexpected();
      }
      parts.add(within());
    }
    if (seesNulls()) {
      parts.add(nulls());
    }
    if (cursor.sees("filter") && cursor.peek(1).isMark("(")) {
      throw cursor.unexpected();
    }
    if (cursor.sees("over") && cursor.peek(1).isMark("(")) {
      parts.add(over());
    }
    cursor.up();
    return new Tree(Kind.CALL, parts);
  }

  private boolean seesNulls() {
    return cursor.sees("ignore", "nulls") || cursor.sees("respect", "nulls");
  }

  private Tree nulls() {
    return Tree.of(Kind.NULLS, cursor.take(), cursor.take());
  }

  private Tree arguments(Token name) {
    String function = name.value();
    List<Node> parts = new ArrayList<>();
    if (cursor.seesMark("*")) {
      parts.add(cursor.take());
      return new Tree(Kind.ARGUMENTS, parts);
    }
    if (cursor.sees("distinct") || cursor.sees("all")) {
      parts.add(cursor.take());
    }
    if (function.equals("trim")) {
      if (cursor.seesAny(List.of("both", "leading", "trailing"))) {
        parts.add(cursor.take());
      }
      if (cursor.sees("from")) {
        parts.add(cursor.take());
      }
    }
    boolean isPosition = function.equals("position");
    parts.add(isPosition ? parser.expressions.operand() : parser.expressions.expression());
    if (isPosition && !cursor.sees("in")) {
      throw cursor.unexpected();
    }
    List<String> separators = separators(function);
    while (cursor.seesMark(",") || cursor.seesAny(separators)) {
      parts.add(cursor.take());
      parts.add(parser.expressions.expression());
    }
    if (seesNulls()) {
      parts.add(nulls());
    }
    return new Tree(Kind.ARGUMENTS, parts);
  }

  private static List<String> separators(String function) {
    return switch (function) {
      case "extract", "trim" -> List.of("from");
      case "substring" -> List.of("from", "for");
      case "position" -> List.of("in");
      case "object_transform" -> List.of("keep", "set");
      default -> List.of();
    };
  }

  private Tree within() {
    Token within = cursor.take();
    Token group = cursor.take();
    Token open = cursor.takeMark("(");
    return Tree.of(Kind.WITHIN, within, group, open, parser.queries.order(), cursor.takeMark(")"));
  }

  private Tree over() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take(), cursor.take()));
    if (cursor.sees("partition", "by")) {
      parts.add(partition());
    }
    if (cursor.sees("order", "by")) {
      parts.add(parser.queries.order());
    }
    if (cursor.sees("rows") || cursor.sees("range")) {
      parts.add(frame());
    }
    parts.add(cursor.takeMark(")"));
    return new Tree(Kind.OVER, parts);
  }

  private Tree frame() {
    Token unit = cursor.take();
    List<Node> parts = new ArrayList<>(List.of(unit));
    boolean isCounted = unit.isWord("rows");
    if (cursor.sees("between")) {
      parts.add(cursor.take());
      bound(parts, isCounted);
      parts.add(cursor.take("and"));
      bound(parts, isCounted);
      return new Tree(Kind.FRAME, parts);
    }
    bound(parts, isCounted);
    return new Tree(Kind.FRAME, parts);
  }

  /** {@code current row}, {@code unbounded preceding}, {@code 3 following}. */
  private void bound(List<Node> parts, boolean isCounted) {
    if (cursor.sees("current", "row")) {
      parts.addAll(List.of(cursor.take(), cursor.take()));
      return;
    }
    boolean isBounded = !cursor.sees("unbounded");
    parts.add(isBounded ? parser.expressions.operand() : cursor.take());
    if (isBounded && !isCounted) {
      throw new Refused(
          "RANGE %s is only supported with UNBOUNDED"
              .formatted(cursor.peek().value().toUpperCase(Locale.ROOT)),
          cursor.peek());
    }
    if (!cursor.sees("preceding") && !cursor.sees("following")) {
      throw cursor.unexpected();
    }
    parts.add(cursor.take());
  }

  private Tree partition() {
    List<Node> parts = new ArrayList<>(List.of(cursor.take(), cursor.take()));
    parts.add(parser.expressions.expression());
    while (cursor.seesMark(",")) {
      parts.add(cursor.take());
      parts.add(parser.expressions.expression());
    }
    return new Tree(Kind.PARTITION, parts);
  }
}
