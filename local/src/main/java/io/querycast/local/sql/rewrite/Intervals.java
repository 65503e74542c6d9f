package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.List;
import java.util.Locale;

/**
 * Interval literals with fields. In Redshift they are either of years and months or of days and
 * less; to the engine all are one type.
 */
final class Intervals {
  private static final List<String> OF_MONTHS = List.of("year", "month");

  private Intervals() {}

  /** What the literal's column is called without a label; null for one without fields. */
  static String label(Tree literal) {
    if (!hasFields(literal)) {
      return null;
    }
    return isOfMonths(literal) ? "intervaly2m" : "intervald2s";
  }

  /** Refuses parts of the other kind, or drops them, as the session has set it. */
  static Tree ofOneKind(Tree literal) {
    Token text = (Token) literal.parts().get(1);
    if (!hasFields(literal) || !mayBeOfBoth(text.value())) {
      return literal;
    }
    Token near = literal.first();
    if (!isOfMonths(literal)) {
      return Made.call(near, "interval_of_days", literal).typed(literal.type());
    }
    Tree whole = Made.of(Kind.TYPED, near, "interval :a", text).typed(literal.type());
    return Made.call(near, "interval_of_months", literal, whole).typed(literal.type());
  }

  private static boolean hasFields(Tree literal) {
    return literal.parts().size() > 2 && literal.first().isWord("interval");
  }

  private static boolean isOfMonths(Tree literal) {
    return literal.parts().get(2) instanceof Token field && field.isWord(OF_MONTHS);
  }

  /** Numbers alone are of the kind that the fields say. */
  private static boolean mayBeOfBoth(String text) {
    String lower = text.toLowerCase(Locale.ROOT).strip();
    return lower.chars().anyMatch(Character::isLetter) || lower.contains(" ");
  }
}
