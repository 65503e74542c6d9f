package io.querycast.local.sql.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts a text into tokens, as Redshift does: comments nest, a backslash escapes in a literal, and
 * literals on separate lines are one.
 *
 * <p>The text may be anything. It is read once, from start to end, and never again. What begins no
 * token becomes a token of its own that says so; the parser refuses it. What lies between two
 * tokens is blank or a comment.
 */
public final class Lexer {
  /** The bytes of the longest name in the engine; in Redshift it has 127. */
  private static final int LONGEST_NAME = 63;

  private static final String NO_PARAMETER = "there is no parameter ";

  private static final String OPERATORS = "+-*/<>=~!@#%^&|`?";

  /** An operator may end in a sign only if it has one of these. */
  private static final String SIGNED = "~!@#%^&|`?";

  private final String text;
  private final boolean caseSensitive;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text, boolean caseSensitive) {
    this.text = text;
    this.caseSensitive = caseSensitive;
  }

  /**
   * All tokens of a text; the last is its end.
   *
   * @param caseSensitive whether quoted identifiers keep their letter case
   */
  public static List<Token> tokens(String text, boolean caseSensitive) {
    Lexer lexer = new Lexer(text, caseSensitive);
    lexer.read();
    return lexer.tokens;
  }

  /** The names after {@code :}, in order of first use. */
  public static Set<String> parameters(String text) {
    Set<String> names = new LinkedHashSet<>();
    for (Token token : tokens(text, false)) {
      if (token.kind() == Token.Kind.PARAMETER) {
        names.add(token.value());
      }
    }
    return names;
  }

  /** The statements between semicolons; statements that are only comments are left out. */
  public static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    int start = -1;
    int end = 0;
    for (Token token : tokens(text, false)) {
      boolean ends = token.isMark(";") || token.kind() == Token.Kind.END;
      if (ends && start >= 0) {
        statements.add(text.substring(start, end));
        start = -1;
      } else if (!ends) {
        start = start < 0 ? token.start() : start;
        end = token.end();
      }
    }
    return statements;
  }

  private void read() {
    while (skipped()) {
      int from = at;
      char c = text.charAt(at);
      if (c == '\'') {
        literal(from);
      } else if (c == '"') {
        quoted(from);
      } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
        number(from);
      } else if (isWord(c)) {
        word(from);
      } else if (c == '$') {
        dollar(from);
      } else if (c == ':') {
        colon(from);
      } else if (c == '#' && beginsTemporary()) {
        at++;
        word(from);
      } else if (OPERATORS.indexOf(c) >= 0) {
        operator(from);
      } else {
        mark(from, c);
      }
    }
    tokens.add(new Token(Token.Kind.END, "", at, at));
  }

  /** Goes to the next token, past blanks and comments; false at the end of the text. */
  private boolean skipped() {
    while (has()) {
      if (isBlank(text.charAt(at))) {
        at++;
      } else if (sees("--")) {
        line();
      } else if (sees("/*")) {
        comment();
      } else {
        return true;
      }
    }
    return false;
  }

  private void line() {
    while (has() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
  }

  /** Goes past a comment and those in it; an open one becomes a token that is refused. */
  private void comment() {
    int from = at;
    int nested = 0;
    do {
      if (sees("/*")) {
        nested++;
        at += 2;
      } else if (sees("*/")) {
        nested--;
        at += 2;
      } else {
        at++;
      }
    } while (nested > 0 && has());
    if (nested > 0) {
      wrong(from, "unterminated /* comment");
    }
  }

  private void literal(int from) {
    StringBuilder value = new StringBuilder();
    boolean isClosed = piece(value);
    while (isClosed) {
      // Only blanks and line comments may stand between pieces, and a line must end among them.
      int next = nextPiece();
      if (next < 0) {
        break;
      }
      at = next;
      isClosed = piece(value);
    }
    if (isClosed) {
      add(Token.Kind.TEXT, value.toString(), from);
    } else {
      wrong(from, "unterminated quoted string");
    }
  }

  /** One pair of quotes; false if it stays open. */
  private boolean piece(StringBuilder value) {
    at++;
    while (has()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        escape(value);
      } else if (c != '\'') {
        value.append(c);
      } else if (has() && text.charAt(at) == '\'') {
        value.append(c);
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private void escape(StringBuilder value) {
    if (!has()) {
      return;
    }
    char c = text.charAt(at++);
    switch (c) {
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      default -> {
        if (isOctal(c)) {
          at--;
          octal(value);
        } else {
          value.append(c);
        }
      }
    }
  }

  private void octal(StringBuilder value) {
    int code = 0;
    for (int i = 0; i < 3 && has() && isOctal(text.charAt(at)); i++) {
      code = code * 8 + text.charAt(at++) - '0';
    }
    value.append((char) (code & 0xff));
  }

  /** Where the next piece of a literal begins; less than zero if there is none. */
  private int nextPiece() {
    boolean isNewLine = false;
    int i = at;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (isBlank(c)) {
        isNewLine |= c == '\n' || c == '\r';
        i++;
      } else if (text.startsWith("--", i)) {
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
          i++;
        }
      } else {
        return isNewLine && c == '\'' ? i : -1;
      }
    }
    return -1;
  }

  private void quoted(int from) {
    StringBuilder value = new StringBuilder();
    at++;
    while (has()) {
      char c = text.charAt(at++);
      if (c != '"') {
        value.append(c);
      } else if (has() && text.charAt(at) == '"') {
        value.append(c);
        at++;
      } else if (value.isEmpty()) {
        wrong(from, "zero-length delimited identifier at or near \"\"\"\"");
        return;
      } else {
        String name = value.toString();
        add(Token.Kind.NAME, caseSensitive ? name : lower(name), from);
        return;
      }
    }
    wrong(from, "unterminated quoted identifier");
  }

  private void number(int from) {
    digits();
    if (has() && text.charAt(at) == '.' && peek(1) != '.') {
      at++;
      digits();
    }
    char mark = peek(0);
    if (mark == 'e' || mark == 'E') {
      int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (isDigit(peek(1 + sign))) {
        at += 1 + sign;
        digits();
      }
    }
    add(Token.Kind.NUMBER, text.substring(from, at), from);
  }

  private void digits() {
    while (has() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  /** A name or keyword; a dollar inside it starts no quote. A prefix of a literal is part of it. */
  private void word(int from) {
    while (has() && (isWord(text.charAt(at)) || text.charAt(at) == '$')) {
      at++;
    }
    if (at - from == 1 && peek(0) == '\'') {
      char prefix = text.charAt(from);
      if (prefix == 'e' || prefix == 'E' || prefix == 'n' || prefix == 'N') {
        literal(from);
        return;
      }
      if ("bBxX".indexOf(prefix) >= 0) {
        literal(from);
        Token bits = tokens.remove(tokens.size() - 1);
        tokens.add(
            bits.as(Token.Kind.WRONG, "type \"bit\" is not supported in the local warehouse"));
        return;
      }
    }
    if (isRoleOfSystem(from)) {
      at++;
      while (has() && isWord(text.charAt(at))) {
        at++;
      }
      add(Token.Kind.NAME, lower(text.substring(from, at)), from);
      return;
    }
    add(Token.Kind.WORD, lower(text.substring(from, at)), from);
  }

  /** Whether the word is the begin of a name such as {@code sys:dba}, and no parameter follows. */
  private boolean isRoleOfSystem(int from) {
    return lower(text.substring(from, at)).equals("sys")
        && sees(":")
        && Character.isLetter(peek(1));
  }

  /** Whether a {@code #} begins the name of a temporary table, and not an operator. */
  private boolean beginsTemporary() {
    char next = peek(1);
    if (isDigit(next) || !isWord(next) || tokens.isEmpty()) {
      return false;
    }
    Token before = tokens.get(tokens.size() - 1);
    return before.kind() == Token.Kind.WORD
        || before.isMark(",")
        || before.isMark("(")
        || before.isMark(".");
  }

  /** The place of PREPARE that a token stands for, such as {@code $1}; null if for none. */
  public static String placeholder(Token token) {
    boolean isPlace = token.kind() == Token.Kind.WRONG && token.value().startsWith(NO_PARAMETER);
    return isPlace ? token.value().substring(NO_PARAMETER.length()) : null;
  }

  private void dollar(int from) {
    at++;
    while (has() && isWord(text.charAt(at))) {
      at++;
    }
    if (!sees("$") || isDigit(text.charAt(from + 1))) {
      String position = text.substring(from, at);
      wrong(
          from,
          position.length() > 1 && isDigit(position.charAt(1))
              ? NO_PARAMETER + position
              : near(position));
      return;
    }
    at++;
    // Only the first and last characters of the tag are dollars, so no character is compared
    // twice.
    String tag = text.substring(from, at);
    int end = text.indexOf(tag, at);
    if (end < 0) {
      at = text.length();
      wrong(from, "unterminated dollar-quoted string");
      return;
    }
    String value = text.substring(at, end);
    at = end + tag.length();
    add(Token.Kind.TEXT, value, from);
  }

  private void colon(int from) {
    at++;
    if (sees(":")) {
      at++;
      add(Token.Kind.MARK, "::", from);
      return;
    }
    if (has() && !isDigit(text.charAt(at))) {
      while (has() && isAscii(text.charAt(at))) {
        at++;
      }
    }
    if (at > from + 1) {
      add(Token.Kind.PARAMETER, text.substring(from + 1, at), from);
    } else {
      wrong(from, near(":"));
    }
  }

  private void operator(int from) {
    boolean isSigned = false;
    while (has() && OPERATORS.indexOf(text.charAt(at)) >= 0 && !sees("--") && !sees("/*")) {
      isSigned |= SIGNED.indexOf(text.charAt(at)) >= 0;
      at++;
    }
    while (at > from + 1 && !isSigned && "+-".indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    String operator = text.substring(from, at);
    if (Words.isOperator(operator)) {
      add(Token.Kind.MARK, operator.equals("!=") ? "<>" : operator, from);
    } else {
      wrong(from, near(operator));
    }
  }

  private void mark(int from, char c) {
    at += Character.charCount(text.codePointAt(at));
    if ("()[],.;".indexOf(c) >= 0) {
      add(Token.Kind.MARK, String.valueOf(c), from);
    } else {
      wrong(from, near(text.substring(from, at)));
    }
  }

  private static String near(String what) {
    return "syntax error at or near \"" + what + "\"";
  }

  private void add(Token.Kind kind, String value, int from) {
    if (value.indexOf('\0') >= 0) {
      wrong(from, "invalid byte sequence for encoding \"UTF8\": 0x00");
    } else if (!isWellFormed(value)) {
      wrong(from, "invalid byte sequence for encoding \"UTF8\"");
    } else if ((kind == Token.Kind.WORD || kind == Token.Kind.NAME) && isTooLong(value)) {
      wrong(
          from,
          "A name of more than %d bytes is not available in the local warehouse"
              .formatted(LONGEST_NAME));
    } else {
      tokens.add(new Token(kind, value, from, at));
    }
  }

  private void wrong(int from, String why) {
    tokens.add(new Token(Token.Kind.WRONG, why, from, at));
  }

  /** The engine would cut it, and take two names for one. */
  private static boolean isTooLong(String name) {
    return name.length() > LONGEST_NAME
        || (name.length() * 3 > LONGEST_NAME
            && name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME);
  }

  /** Whether each half of a pair of characters has its other half. */
  private static boolean isWellFormed(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private boolean has() {
    return at < text.length();
  }

  private boolean sees(String mark) {
    return text.startsWith(mark, at);
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  /** Lower-cases the letters A to Z alone, as Redshift does. */
  public static String lower(String name) {
    StringBuilder lower = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isWord(char c) {
    return isAscii(c) || c >= 0x80;
  }

  private static boolean isAscii(char c) {
    return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }
}
