package io.querycast.local.redshift;

import io.querycast.local.sql.Translated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A statement with a literal of no type for each of its parameters. So a parameter that is named
 * twice is the same expression twice, as in {@code group by}; to the engine two bound values never
 * are.
 *
 * @param text the statement
 * @param literals where each literal is: its start and its length, in characters
 */
record Bound(String text, List<Literal> literals) {

  /** A value that stands in place of one {@code ?}. */
  record Literal(int start, int length) {}

  /** Puts the values into a statement. */
  static Bound of(Translated.Run statement, Map<String, String> values) {
    String sql = statement.sql();
    StringBuilder text = new StringBuilder(sql.length());
    List<Literal> literals = new ArrayList<>();
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '?') {
        String literal = literal(values.get(statement.parameters().get(literals.size())));
        literals.add(
            new Literal(
                text.codePointCount(0, text.length()),
                literal.codePointCount(0, literal.length())));
        text.append(literal);
        continue;
      }
      text.append(c);
    }
    return new Bound(text.toString(), literals);
  }

  /**
   * The place in the statement, with its {@code ?}, of a place in the text; both count from one.
   */
  int unbound(int place) {
    int longer = 0;
    for (Literal literal : literals) {
      if (place <= literal.start() + literal.length()) {
        int within = Math.max(0, place - 1 - literal.start());
        return place - within - longer;
      }
      longer += literal.length() - 1;
    }
    return place - longer;
  }

  private static String literal(String value) {
    return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
