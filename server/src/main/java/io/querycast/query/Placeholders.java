package io.querycast.query;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the named parameters of a statement, as the Data API does. */
public final class Placeholders {
  /**
   * What SQL may hold in which a colon starts no parameter: quoted text, quoted names, comments,
   * dollar quotes and casts; then the parameter itself.
   */
  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*+'"
              + "|\"(?:[^\"]|\"\")*+\""
              + "|--[^\\n]*+"
              + "|/\\*(?s:.*?)\\*/"
              + "|(\\$[A-Za-z_]*\\$)(?s:.*?)\\1"
              + "|::"
              + "|:(?<name>[A-Za-z_][A-Za-z0-9_]*)");

  private Placeholders() {}

  /** The names that follow a single colon, in the order of their first use. */
  public static Set<String> in(String sql) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = TOKEN.matcher(sql);
    while (matcher.find()) {
      if (matcher.group("name") != null) {
        names.add(matcher.group("name"));
      }
    }
    return names;
  }
}
