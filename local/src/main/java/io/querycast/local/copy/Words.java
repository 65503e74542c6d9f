package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/** The tokens of COPY or UNLOAD, read from the first to the last. */
final class Words {
  private final String text;
  private final List<Token> tokens;
  private int at;
  private boolean isAuthorized;

  /**
   * @param text what the tokens were cut from
   */
  Words(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  Token peek() {
    return at < tokens.size()
        ? tokens.get(at)
        : new Token(Token.Kind.END, "", text.length(), text.length());
  }

  Token take() {
    Token token = peek();
    at++;
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END || peek().isMark(";");
  }

  /** Takes a keyword if it comes next. */
  boolean takes(String word) {
    boolean comes = peek().isWord(word);
    at += comes ? 1 : 0;
    return comes;
  }

  boolean takesMark(String mark) {
    boolean comes = peek().isMark(mark);
    at += comes ? 1 : 0;
    return comes;
  }

  void mustTake(String word) {
    if (!takes(word)) {
      throw unexpected();
    }
  }

  /** A text literal, after an AS that may be left out. */
  String text() {
    takes("as");
    return literal();
  }

  /** Whether a text literal comes next, after an AS that may be left out. */
  boolean hasText() {
    Token next = peek().isWord("as") && at + 1 < tokens.size() ? tokens.get(at + 1) : peek();
    return next.kind() == Token.Kind.TEXT || isEscape(next);
  }

  private String literal() {
    Token token = take();
    if (token.kind() != Token.Kind.TEXT && !isEscape(token)) {
      at--;
      throw unexpected();
    }
    // COPY reads some escapes itself, and means more by them than a literal does.
    return switch (written(token)) {
      case "'\\N'", "'\\\\N'" -> "\\N";
      case "'\\0'", "'\\000'", "'\\\\0'", "'\\\\000'" -> "\0";
      default -> unescaped(token.value());
    };
  }

  private String written(Token token) {
    return token.start() < 0 ? "" : text.substring(token.start(), token.end());
  }

  /** A literal that is refused elsewhere, since it stands for NUL. */
  private boolean isEscape(Token token) {
    return token.kind() == Token.Kind.WRONG && written(token).matches("'\\\\0(00)?'");
  }

  /** A tab or an octal number may be written with one backslash, or with two. */
  private static String unescaped(String value) {
    if (value.equals("\\t")) {
      return "\t";
    }
    return value.matches("\\\\[0-7]{3}")
        ? String.valueOf((char) Integer.parseInt(value.substring(1), 8))
        : value;
  }

  /** A number without a sign, after an AS that may be left out. */
  double number() {
    takes("as");
    Token token = take();
    if (token.kind() == Token.Kind.NUMBER || token.kind() == Token.Kind.TEXT) {
      try {
        return Double.parseDouble(token.value());
      } catch (NumberFormatException e) {
        // refused below
      }
    }
    at--;
    throw unexpected();
  }

  /** ON, OFF, TRUE or FALSE; true if none of them comes next. */
  boolean isOn() {
    if (takes("off") || takes("false")) {
      return false;
    }
    boolean unused = takes("on") || takes("true");
    return true;
  }

  /** A name as written: {@code a}, {@code "A"} or {@code s.t}. */
  List<Token> name() {
    List<Token> parts = new ArrayList<>();
    do {
      Token part = take();
      if (part.kind() != Token.Kind.WORD && part.kind() != Token.Kind.NAME) {
        at--;
        throw unexpected();
      }
      parts.add(part);
    } while (takesMark("."));
    return parts;
  }

  /** Names in parentheses. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (!takesMark("(")) {
      throw unexpected();
    }
    do {
      names.add(name().get(0).value());
    } while (takesMark(","));
    if (!takesMark(")")) {
      throw unexpected();
    }
    return names;
  }

  /** Reads what says who asks, or where from; false if something else comes next. */
  boolean takesAuthorization() {
    takes("with");
    if (takes("iam_role")) {
      if (!takes("default") && !text().startsWith("arn:")) {
        throw unauthorized();
      }
      isAuthorized = true;
      return true;
    }
    if (takes("credentials")) {
      String keys = text();
      isAuthorized = keys.contains("aws_iam_role=") || keys.contains("aws_access_key_id=");
      if (!isAuthorized) {
        throw unauthorized();
      }
      return true;
    }
    if (takes("region")) {
      text();
      return true;
    }
    if (takes("encrypted")) {
      boolean unused = takes("auto");
      return true;
    }
    for (String secret : Secrets.WORDS) {
      if (takes(secret)) {
        text();
        isAuthorized |= secret.equals("access_key_id");
        return true;
      }
    }
    return false;
  }

  /** Refuses a statement that does not say who asks: here anybody may, but not in Redshift. */
  void mustBeAuthorized() {
    if (!isAuthorized) {
      throw unauthorized();
    }
  }

  private static Refused unauthorized() {
    return new Refused(
        "Invalid credentials. Must be of the format: credentials 'aws_iam_role=...' or"
            + " 'aws_access_key_id=...;aws_secret_access_key=...[;token=...]'",
        -1);
  }

  /** The refusal of an option that does not go with an earlier one of its kind. */
  Refused twice(Token token) {
    return new Refused("conflicting or redundant options", token.start());
  }

  Refused unexpected() {
    return unexpected(peek());
  }

  Refused unexpected(Token token) {
    if (token.kind() == Token.Kind.WRONG) {
      return new Refused(token.value(), token.start());
    }
    return token.kind() == Token.Kind.END
        ? new Refused("syntax error at end of input", token.start())
        : new Refused("syntax error at or near \"%s\"".formatted(shown(token)), token.start());
  }

  /** A literal may be a secret, so it is not shown. */
  private String shown(Token token) {
    return token.kind() == Token.Kind.TEXT ? "'" : written(token);
  }
}
