package io.querycast.local.redshift;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be said of SQL by its characters alone, knowing strings, quoted names and comments:
 * which named parameters it has, and where its statements end.
 */
final class SqlText {
  private final String text;
  private final Set<String> parameters = new LinkedHashSet<>();
  private final List<String> statements = new ArrayList<>();

  SqlText(String text) {
    this.text = text;
    read();
  }

  /** The names after {@code :}, in order of first use. */
  Set<String> parameters() {
    return parameters;
  }

  /** The statements between semicolons, those of nothing but comments left out. */
  List<String> statements() {
    return statements;
  }

  private void read() {
    int start = 0;
    boolean blank = true;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int after = skip(i);
      if (after > i) {
        blank &= c == '-' || c == '/';
        i = after;
      } else if (c == ';') {
        add(start, i, blank);
        start = i + 1;
        blank = true;
        i++;
      } else if (c == ':' && i + 1 < text.length() && text.charAt(i + 1) == ':') {
        i += 2;
      } else {
        blank &= Character.isWhitespace(c);
        i = c == ':' ? parameter(i) : i + 1;
      }
    }
    add(start, text.length(), blank);
  }

  private void add(int from, int to, boolean blank) {
    if (!blank) {
      statements.add(text.substring(from, to).strip());
    }
  }

  private int parameter(int colon) {
    int end = colon + 1;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    if (end > colon + 1) {
      parameters.add(text.substring(colon + 1, end));
    }
    return end;
  }

  private static boolean isNamePart(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Where a string, quoted name or comment that begins here ends; here if none begins. */
  private int skip(int from) {
    char c = text.charAt(from);
    if (c == '\'' || c == '"') {
      return afterQuote(from, c);
    }
    if (text.startsWith("--", from)) {
      int end = text.indexOf('\n', from);
      return end < 0 ? text.length() : end + 1;
    }
    return text.startsWith("/*", from) ? afterComment(from) : from;
  }

  private int afterQuote(int from, char quote) {
    int i = from + 1;
    while (i < text.length()) {
      if (text.charAt(i) != quote) {
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    return i;
  }

  /** Redshift's block comments nest. */
  private int afterComment(int from) {
    int depth = 0;
    int i = from;
    while (i < text.length()) {
      if (text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          return i;
        }
      } else {
        i++;
      }
    }
    return i;
  }
}
