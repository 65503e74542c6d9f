package io.querycast.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the named parameters of a statement, as the Data API does.
 *
 * <p>A colon starts no parameter in quoted text, quoted names, comments, dollar quotes and casts.
 * Block comments nest, and an open quote or comment reaches to the end. The text may be anything a
 * user sends, so it is read once, from start to end, and never again. The page and the local cloud
 * read it the same way: all three share one table of cases, {@code
 * docs/protocol/placeholders.json}.
 */
public final class Placeholders {
  /** Words outside brackets by which a text that begins with SELECT or WITH changes something. */
  private static final Set<String> CHANGES = Set.of("into", "insert", "update", "delete", "merge");

  private final String sql;
  private int at;

  private Placeholders(String sql) {
    this.sql = sql;
  }

  /** The names that follow a single colon, in the order of their first use. */
  public static Set<String> in(String sql) {
    Placeholders placeholders = new Placeholders(sql);
    Set<String> names = new LinkedHashSet<>();
    while (placeholders.at < sql.length()) {
      String name = placeholders.next();
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * Whether the text only asks: whoever runs it twice changes nothing. It is a SELECT, perhaps
   * after a WITH, that makes no table. A text that can't be told is none.
   */
  public static boolean isQuestion(String sql) {
    Placeholders text = new Placeholders(sql);
    List<String> words = new ArrayList<>();
    int depth = 0;
    while (text.has()) {
      char c = sql.charAt(text.at);
      int from = text.at;
      String unused = text.next();
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (depth == 0 && isWord(c)) {
        words.add(sql.substring(from, text.at).toLowerCase(Locale.ROOT));
      }
    }
    return !words.isEmpty()
        && (words.get(0).equals("select") || words.get(0).equals("with"))
        && words.contains("select")
        && Collections.disjoint(words, CHANGES);
  }

  /** Reads the next piece. Returns the name if it is a parameter, and null for anything else. */
  private String next() {
    char c = sql.charAt(at);
    if (c == '\'' || c == '"') {
      quoted(c);
    } else if (isWord(c)) {
      word();
    } else if (c == '$') {
      dollar();
    } else if (sees("--")) {
      line();
    } else if (sees("/*")) {
      comment();
    } else if (sees("::")) {
      at += 2;
    } else {
      at++;
      return c == ':' ? name() : null;
    }
    return null;
  }

  private String name() {
    int from = at;
    if (has() && !isDigit(sql.charAt(at))) {
      while (has() && isName(sql.charAt(at))) {
        at++;
      }
    }
    return at > from ? sql.substring(from, at) : null;
  }

  /**
   * A quote inside is written twice, or in text after a backslash, with or without an E in front.
   */
  private void quoted(char quote) {
    at++;
    while (has()) {
      char c = sql.charAt(at++);
      if (c == '\\' && quote == '\'') {
        at++;
      } else if (c == quote) {
        if (!has() || sql.charAt(at) != quote) {
          return;
        }
        at++;
      }
    }
  }

  /** A name or number; a dollar inside it starts no quote. */
  private void word() {
    while (has() && (isWord(sql.charAt(at)) || sql.charAt(at) == '$')) {
      at++;
    }
  }

  private void dollar() {
    int from = at++;
    while (has() && isWord(sql.charAt(at))) {
      at++;
    }
    if (sees("$") && !isDigit(sql.charAt(from + 1))) {
      at++;
      // Only the first and last characters of the tag are dollars, so no character is compared
      // twice.
      String tag = sql.substring(from, at);
      int end = sql.indexOf(tag, at);
      at = end < 0 ? sql.length() : end + tag.length();
    }
  }

  private void line() {
    while (has() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
      at++;
    }
  }

  private void comment() {
    int depth = 0;
    do {
      if (sees("/*")) {
        depth++;
        at += 2;
      } else if (sees("*/")) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && has());
  }

  private boolean has() {
    return at < sql.length();
  }

  private boolean sees(String mark) {
    return sql.startsWith(mark, at);
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
