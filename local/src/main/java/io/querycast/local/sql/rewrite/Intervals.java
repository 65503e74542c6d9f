package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.List;
import java.util.Locale;

/**
 * Interval literals with fields. In Redshift they are either of years and months or of days and
 * less; to the engine all are one type.
 */
final class Intervals {
  private static final List<String> OF_MONTHS = List.of("year", "month");

  /** Digits of a second; the rest of a literal is cut off. */
  private static final int DIGITS = 6;

  private Intervals() {}

  /** What the literal's column is called without a label; null for one without fields. */
  static String label(Tree literal) {
    if (!hasFields(literal)) {
      return null;
    }
    return (isOfMonths(literal) ? Type.MONTHS : Type.DAYS).name();
  }

  /** Refuses parts of the other kind, or drops them, as the session has set it. */
  static Tree ofOneKind(Tree literal) {
    Token text = (Token) literal.parts().get(1);
    if (!hasFields(literal)) {
      return literal;
    }
    Token near = literal.first();
    if (!isOfMonths(literal)) {
      literal.replace(text, text.as(Token.Kind.TEXT, cut(text.value())));
      return Made.call(near, "interval_of_days", literal).typed(Type.DAYS);
    }
    if (!mayBeOfBoth(text.value())) {
      return literal.typed(Type.MONTHS);
    }
    Tree whole = Made.of(Kind.TYPED, near, "interval :a", text).typed(literal.type());
    return Made.call(near, "interval_of_months", literal, whole).typed(Type.MONTHS);
  }

  private static boolean hasFields(Tree literal) {
    return literal.parts().size() > 2 && literal.first().isWord("interval");
  }

  private static boolean isOfMonths(Tree literal) {
    return literal.parts().get(2) instanceof Token field && field.isWord(OF_MONTHS);
  }

  /** Redshift keeps six digits of a second; the engine would round the seventh. */
  private static String cut(String text) {
    int point = text.indexOf('.');
    int end = point + 1;
    while (point >= 0 && end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return point < 0 || end - point - 1 <= DIGITS
        ? text
        : text.substring(0, point + 1 + DIGITS) + text.substring(end);
  }

  /** Numbers alone are of the kind that the fields say. */
  private static boolean mayBeOfBoth(String text) {
    String lower = text.toLowerCase(Locale.ROOT).strip();
    return lower.chars().anyMatch(Character::isLetter) || lower.contains(" ");
  }
}
