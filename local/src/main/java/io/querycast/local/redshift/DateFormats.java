package io.querycast.local.redshift;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Translates Redshift's date formats ({@code YYYY-MM-DD HH24:MI:SS}) for the engine. */
final class DateFormats {

  /**
   * A token: the engine's expression for printing, over {@code %s}, and its sign for reading, or
   * null.
   */
  private record Token(String name, String printed, String read) {
    static Token sign(String name, String sign) {
      return new Token(name, "strftime(%s, '" + sign.replace("%", "%%") + "')", sign);
    }

    static Token print(String name, String expression) {
      return new Token(name, expression, null);
    }
  }

  // If one token begins with another, the longer one comes first.
  private static final List<Token> TOKENS =
      List.of(
          Token.sign("YYYY", "%Y"),
          Token.sign("IYYY", "%G"),
          Token.sign("YY", "%y"),
          Token.print("MONTH", "rpad(strftime(%s, '%%B'), 9, ' ')"),
          Token.sign("MON", "%b"),
          Token.sign("MM", "%m"),
          Token.sign("MI", "%M"),
          Token.print("MS", "lpad(cast(extract(millisecond from %s) %% 1000 as varchar), 3, '0')"),
          Token.print("DAY", "rpad(strftime(%s, '%%A'), 9, ' ')"),
          Token.sign("DDD", "%j"),
          Token.sign("DD", "%d"),
          Token.sign("DY", "%a"),
          Token.print("D", "cast(extract(dow from %s) + 1 as varchar)"),
          Token.sign("HH24", "%H"),
          Token.sign("HH12", "%I"),
          Token.sign("HH", "%I"),
          Token.sign("SS", "%S"),
          Token.sign("US", "%f"),
          Token.sign("AM", "%p"),
          Token.sign("PM", "%p"),
          Token.print("Q", "cast(extract(quarter from %s) as varchar)"),
          Token.print("WW", "lpad(cast((extract(doy from %s) - 1) // 7 + 1 as varchar), 2, '0')"),
          Token.sign("IW", "%V"));

  private DateFormats() {}

  /** The expression that prints a timestamp. */
  static String printing(String timestamp, String format) throws RedshiftError {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < format.length(); ) {
      Token token = token(format, i);
      if (token == null) {
        i = literal(format, i, pieces);
        continue;
      }
      String written = format.substring(i, i + token.name().length());
      pieces.add(inCase(token.printed().formatted(timestamp), written));
      i += token.name().length();
    }
    return "(" + String.join(" || ", pieces) + ")";
  }

  /** The engine's format for reading a text. */
  static String reading(String format) throws RedshiftError {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); ) {
      Token token = token(format, i);
      if (token == null) {
        List<String> literal = new ArrayList<>();
        i = literal(format, i, literal);
        out.append(literal.get(0), 1, literal.get(0).length() - 1);
        continue;
      }
      if (token.read() == null) {
        throw RedshiftError.notAvailable("date format \"" + format + "\"");
      }
      out.append(token.read());
      i += token.name().length();
    }
    return "'" + out + "'";
  }

  private static Token token(String format, int at) {
    return TOKENS.stream()
        .filter(token -> format.regionMatches(true, at, token.name(), 0, token.name().length()))
        .findFirst()
        .orElse(null);
  }

  /**
   * Punctuation or a quoted word. It refuses other letters and digits, because it would have to
   * guess.
   */
  private static int literal(String format, int at, List<String> pieces) throws RedshiftError {
    char c = format.charAt(at);
    if (c == '"') {
      int end = format.indexOf('"', at + 1);
      if (end > 0) {
        pieces.add("'" + format.substring(at + 1, end).replace("'", "''") + "'");
        return end + 1;
      }
    }
    if (Character.isLetterOrDigit(c) || c == '%' || c == '"') {
      throw RedshiftError.notAvailable("format \"" + format + "\"");
    }
    pieces.add(c == '\'' ? "''''" : "'" + c + "'");
    return at + 1;
  }

  private static String inCase(String expression, String written) {
    if (written.length() < 2 || written.chars().anyMatch(c -> c >= '0' && c <= '9')) {
      return expression;
    }
    if (written.equals(written.toUpperCase(Locale.ROOT))) {
      return "upper(" + expression + ")";
    }
    boolean lower = written.equals(written.toLowerCase(Locale.ROOT));
    return lower ? "lower(" + expression + ")" : expression;
  }
}
