package io.querycast.local.sql;

import io.querycast.local.sql.tree.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what we write as PostgreSQL reads it, by another program than our lexer: a literal ends at
 * its quote whatever stands before it, unless it has an E in front, and so on. It knows only what
 * the writer may write, and fails on all else.
 */
final class PostgresTokens {
  private final String sql;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  private PostgresTokens(String sql) {
    this.sql = sql;
  }

  /** The tokens without the blanks between them. */
  static List<String> of(String sql) {
    return spelled(sql).stream().filter(token -> !token.equals(" ")).toList();
  }

  /** The tokens and the single blanks between them. */
  static List<String> spelled(String sql) {
    PostgresTokens reader = new PostgresTokens(sql);
    while (reader.at < sql.length()) {
      int from = reader.at;
      reader.next(sql.charAt(from));
      reader.tokens.add(sql.substring(from, reader.at));
    }
    return reader.tokens;
  }

  /** What a token means: a name or literal without its quotes and escapes. */
  static String meaning(String token) {
    if (token.startsWith("\"")) {
      return token.substring(1, token.length() - 1).replace("\"\"", "\"");
    }
    if (token.startsWith("'")) {
      return token.substring(1, token.length() - 1).replace("''", "'");
    }
    if (token.startsWith("E'")) {
      String inner = token.substring(2, token.length() - 1);
      return inner.replace("''", "'").replace("\\\\", "\\");
    }
    return token;
  }

  private void next(char c) {
    if (c == ' ') {
      at++;
    } else if (c == '\'') {
      quoted('\'', false);
    } else if (c == 'E' && sql.charAt(at + 1) == '\'') {
      at++;
      quoted('\'', true);
    } else if (c == '"') {
      quoted('"', false);
    } else if (isLetter(c)) {
      while (at < sql.length() && (isLetter(sql.charAt(at)) || isDigit(sql.charAt(at)))) {
        at++;
      }
    } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
      number();
    } else if (sql.startsWith("::", at)) {
      at += 2;
    } else if ("()[],.?".indexOf(c) >= 0) {
      at++;
    } else if ("+-*/<>=~!@#%^&|".indexOf(c) >= 0) {
      operator();
    } else {
      throw new AssertionError("a character that is not ours: " + sql.substring(at));
    }
  }

  private void quoted(char quote, boolean isEscaped) {
    at++;
    while (true) {
      char c = sql.charAt(at++);
      if (c == '\\' && isEscaped) {
        at++;
      } else if (c == '\\' && quote == '\'') {
        throw new AssertionError("a backslash that depends on a setting: " + sql);
      } else if (c == quote) {
        if (at >= sql.length() || sql.charAt(at) != quote) {
          return;
        }
        at++;
      }
    }
  }

  private void number() {
    while (at < sql.length() && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
      at++;
    }
    if (at < sql.length() && "eE".indexOf(sql.charAt(at)) >= 0) {
      at += 2;
      while (at < sql.length() && isDigit(sql.charAt(at))) {
        at++;
      }
    }
    if (at < sql.length() && isLetter(sql.charAt(at))) {
      throw new AssertionError("a letter right behind a number: " + sql);
    }
  }

  private void operator() {
    int from = at;
    while (at < sql.length() && "+-*/<>=~!@#%^&|".indexOf(sql.charAt(at)) >= 0) {
      at++;
    }
    String operator = sql.substring(from, at);
    if (operator.contains("--") || operator.contains("/*") || !Words.isOperator(operator)) {
      throw new AssertionError("an operator that is not ours: " + operator + " in " + sql);
    }
  }

  private static boolean isLetter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
