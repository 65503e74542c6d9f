package io.querycast.local.command;

import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The privileges that a GRANT or REVOKE lists. */
final class Privileges {
  /** What may be granted on what. */
  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          GrantedObjects.TABLE,
          Set.of("select", "insert", "update", "delete", "drop", "references", "alter", "truncate"),
          "schema",
          Set.of("create", "usage", "alter", "drop"),
          "database",
          Set.of("create", "temporary", "temp", "usage", "alter"),
          "function",
          Set.of("execute"),
          "language",
          Set.of("usage"));

  /** What the engine does not know as a privilege, and is kept beside it. */
  private static final List<String> OURS = List.of("alter", "drop");

  /** In the order of the text: a privilege, and its columns in parentheses. */
  private final Map<String, String> columns = new LinkedHashMap<>();

  private final Token first;
  private boolean isAll;

  private Privileges(Token first) {
    this.first = first;
  }

  static Privileges read(Cursor cursor) {
    Privileges privileges = new Privileges(cursor.peek());
    privileges.readOne(cursor);
    while (cursor.seesMark(",")) {
      cursor.take();
      privileges.readOne(cursor);
    }
    if (cursor.sees("for")) {
      throw Commands.notAvailable("GRANT ... FOR", cursor.peek(1));
    }
    return privileges;
  }

  private void readOne(Cursor cursor) {
    Token word = cursor.take();
    if (word.isWord("all")) {
      if (cursor.sees("privileges")) {
        cursor.take();
      }
      isAll = !cursor.seesMark("(");
      if (!isAll) {
        String names = names(cursor);
        List.of("select", "update").forEach(each -> columns.put(each, names));
      }
      return;
    }
    boolean isKnown = KNOWN.values().stream().anyMatch(all -> all.contains(word.value()));
    if (!isKnown || word.kind() != Token.Kind.WORD) {
      throw new Refused("syntax error at or near \"" + word.value() + '"', word.start());
    }
    columns.put(word.value(), cursor.seesMark("(") ? names(cursor) : "");
  }

  private static String names(Cursor cursor) {
    return Commands.names(cursor).stream()
        .map(ObjectName::quoted)
        .collect(Collectors.joining(", ", " (", ")"));
  }

  /** Refuses what can't be granted on such a thing. */
  void mustBeOf(String kind) {
    for (String privilege : columns.keySet()) {
      if (!KNOWN.get(kind).contains(privilege)) {
        throw new Refused(
            "invalid privilege type %s for %s"
                .formatted(
                    privilege.toUpperCase(Locale.ROOT),
                    kind.equals(GrantedObjects.TABLE) ? "relation" : kind),
            first.start());
      }
    }
  }

  /** What the engine grants on such a thing; empty if there is nothing for it to do. */
  String ofEngine(String kind) {
    String granted =
        isAll
            ? "all"
            : columns.entrySet().stream()
                .filter(each -> !OURS.contains(each.getKey()))
                .map(each -> each.getKey() + each.getValue())
                .collect(Collectors.joining(", "));
    // Everybody may use the languages that there are, and this database.
    boolean isEverybodys =
        kind.equals("language") || (granted.equals("usage") && kind.equals("database"));
    return isEverybodys ? "" : granted;
  }

  /** Whether the text names what is kept beside the engine. */
  boolean hasOurs() {
    return OURS.stream().anyMatch(columns::containsKey);
  }

  /** What is kept beside the engine. */
  List<String> ours() {
    return isAll ? OURS : OURS.stream().filter(columns::containsKey).toList();
  }
}
