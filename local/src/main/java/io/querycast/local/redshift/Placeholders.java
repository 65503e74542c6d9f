package io.querycast.local.redshift;

import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Token;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The places of a text that stand for values. AWS hands a text to Redshift's driver, with a {@code
 * ?} for each named parameter, if the caller gives a list of parameters at all.
 */
final class Placeholders {
  /** How much of a text Redshift quotes before a place that it does not understand. */
  private static final int CONTEXT = 16;

  /** A question mark may stand behind an operator: {@code where a=?}. */
  private static final Pattern OPERATOR = Pattern.compile("[-+*/<>=~!@#%^&|?]+");

  /** Commands that may name a user of an identity provider: {@code drop user myco_aad:bob}. */
  private static final List<String> NAMES_USERS =
      List.of("create", "alter", "drop", "grant", "revoke", "show");

  private Placeholders() {}

  /**
   * Checks that each place has a value.
   *
   * @throws RedshiftError in the words of Redshift, or of its driver, if one has none
   */
  static void check(String text, Map<String, String> values) throws RedshiftError {
    List<Token> tokens = Lexer.tokens(text, false);
    boolean mayNameUsers = tokens.get(0).isWord(NAMES_USERS);
    int given = 0;
    int places = 0;
    int behindWord = -1;
    for (Token token : tokens) {
      boolean endsName = mayNameUsers && values.isEmpty() && token.start() == behindWord;
      behindWord = token.kind() == Token.Kind.WORD ? token.end() : -1;
      if (token.kind() == Token.Kind.PARAMETER && !endsName) {
        if (values.isEmpty()) {
          throw colon(text, token.start());
        }
        given++;
        places++;
      } else {
        String written = text.substring(token.start(), token.end());
        if (OPERATOR.matcher(written).matches()) {
          places += (int) written.chars().filter(c -> c == '?').count();
        }
      }
    }
    if (places > given) {
      throw RedshiftError.whole("No value specified for parameter %d.".formatted(given + 1));
    }
  }

  private static RedshiftError colon(String text, int at) {
    String before = text.substring(0, at + 1);
    int length = before.codePointCount(0, before.length());
    int from = before.offsetByCodePoints(0, Math.max(0, length - CONTEXT));
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    return new RedshiftError(
        "syntax error at or near \":\" in context \"%s\", at line %d\n  Position: %d"
            .formatted(before.substring(from), line, length));
  }
}
