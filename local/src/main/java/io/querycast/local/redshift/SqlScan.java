package io.querycast.local.redshift;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the characters of SQL alone show, with regard to strings, quoted names and comments: which
 * named parameters it has, where its statements end, and how deeply it nests.
 *
 * <p>An open quote or comment reaches to the end. The text may be anything a user sends, so it is
 * read once, from start to end, and never again. The server and the page find parameters in the
 * same way, by one table of cases.
 */
final class SqlScan {
  private final String text;
  private final Set<String> parameters = new LinkedHashSet<>();
  private final List<String> statements = new ArrayList<>();
  private int at;
  private int depth;
  private int deepest;
  private int chain;
  private int longest;
  private int casts;
  private int first = -1;
  private String open;

  SqlScan(String text) {
    this.text = text;
    read();
  }

  /** The names after {@code :}, in order of first use. */
  Set<String> parameters() {
    return parameters;
  }

  /** The statements between semicolons; statements that are only comments are left out. */
  List<String> statements() {
    return statements;
  }

  /** The most parentheses and CASEs that are open at one place, or the most casts in a row. */
  int depth() {
    return deepest;
  }

  /** The number of names in the longest chain of names joined by dots. */
  int chain() {
    return longest;
  }

  /** Where the first text begins that is neither a comment nor blank; the end if there is none. */
  int first() {
    return first < 0 ? text.length() : first;
  }

  /** What begins and does not end, in Redshift's words; null if there is nothing like that. */
  String open() {
    return open;
  }

  private void read() {
    int start = 0;
    boolean blank = true;
    while (has()) {
      char c = text.charAt(at);
      int from = at;
      if (c == ';') {
        at++;
        add(start, from, blank);
        start = at;
        blank = true;
      } else if (sees("--")) {
        line();
      } else if (sees("/*")) {
        comment();
      } else {
        if (Character.isWhitespace(c)) {
          at++;
        } else {
          blank = false;
          first = first < 0 ? at : first;
          token(c);
        }
      }
    }
    add(start, text.length(), blank);
  }

  private void add(int from, int to, boolean blank) {
    if (!blank) {
      statements.add(text.substring(from, to).strip());
    }
  }

  private void token(char c) {
    if (c == '.') {
      longest = Math.max(longest, ++chain);
    } else if (sees("::")) {
      deepest = Math.max(deepest, ++casts);
    } else if (c != '"' && !isWord(c)) {
      chain = 1;
      casts = 0;
    }
    if (c == '\'' || c == '"') {
      quoted(c);
    } else if (isWord(c)) {
      word();
    } else if (c == '$') {
      dollar();
    } else if (sees("::")) {
      at += 2;
    } else {
      at++;
      if (c == ':') {
        parameter();
      } else if (c == '(' || c == '[') {
        deeper(1);
      } else if (c == ')' || c == ']') {
        deeper(-1);
      }
    }
  }

  private void deeper(int by) {
    depth += by;
    deepest = Math.max(deepest, depth);
  }

  private void parameter() {
    int from = at;
    if (has() && !isDigit(text.charAt(at))) {
      while (has() && isName(text.charAt(at))) {
        at++;
      }
    }
    if (at > from) {
      parameters.add(text.substring(from, at));
    }
  }

  /**
   * A quote inside is written twice, or in text after a backslash, with or without an E in front.
   */
  private void quoted(char quote) {
    at++;
    while (has()) {
      char c = text.charAt(at++);
      if (c == '\\' && quote == '\'') {
        at++;
      } else if (c == quote) {
        if (!has() || text.charAt(at) != quote) {
          return;
        }
        at++;
      }
    }
    open = quote == '"' ? "quoted identifier" : "quoted string";
  }

  /** A name or number; a dollar inside it starts no quote. */
  private void word() {
    int from = at;
    while (has() && (isWord(text.charAt(at)) || text.charAt(at) == '$')) {
      at++;
    }
    if (at - from <= "case".length()) {
      switch (text.substring(from, at).toLowerCase(Locale.ROOT)) {
        case "case" -> deeper(1);
        case "end" -> deeper(-1);
        default -> {
          // any other word
        }
      }
    }
  }

  private void dollar() {
    int from = at++;
    while (has() && isWord(text.charAt(at))) {
      at++;
    }
    if (sees("$") && !isDigit(text.charAt(from + 1))) {
      at++;
      // Only the first and last characters of the tag are dollars, so no character is compared
      // twice.
      String tag = text.substring(from, at);
      int end = text.indexOf(tag, at);
      if (end < 0) {
        open = "dollar-quoted string";
      }
      at = end < 0 ? text.length() : end + tag.length();
    }
  }

  private void line() {
    while (has() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
  }

  private void comment() {
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
      open = "/* comment";
    }
  }

  private boolean has() {
    return at < text.length();
  }

  private boolean sees(String mark) {
    return text.startsWith(mark, at);
  }

  private static boolean isWord(char c) {
    return isName(c) || c >= 0x80;
  }

  private static boolean isName(char c) {
    return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
