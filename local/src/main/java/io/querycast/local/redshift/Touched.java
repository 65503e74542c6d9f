package io.querycast.local.redshift;

import io.querycast.local.sql.Relations;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which relations a statement reads and changes, for the views of what ran.
 *
 * @param read names with schemas, quoted
 * @param written one such name, of a table that may not be there yet; null if none is written
 */
record Touched(List<String> read, String written) {
  private static final Touched NOTHING = new Touched(List.of(), null);

  /** What may read and change relations, and is a query or begins with one. */
  private static final List<String> COMMANDS =
      List.of("select", "insert", "update", "delete", "merge");

  static Touched of(String text, Translated translated, Tables tables) {
    try {
      if (translated instanceof Translated.Run run && COMMANDS.contains(run.command())) {
        Relations.Named target = Translator.target(text, tables);
        return new Touched(
            read(text, target, tables), target == null ? null : name(target, tables));
      }
      if (translated instanceof Translated.Copy copy) {
        return new Touched(List.of(), name(named(copy.tokens()), tables));
      }
      if (translated instanceof Translated.Unload unload) {
        return new Touched(read(unload.query(), null, tables), null);
      }
      if (translated instanceof Translated.Steps steps && steps.makesTableOfQuery()) {
        return ofTable(text, tables);
      }
      return NOTHING;
    } catch (Refused e) {
      return NOTHING;
    }
  }

  /** Of CREATE TABLE AS. */
  private static Touched ofTable(String text, Tables tables) {
    List<Token> tokens = Lexer.tokens(text, tables.isCaseSensitive());
    int at = 0;
    while (!tokens.get(at).isWord("table")) {
      at++;
    }
    at += tokens.get(at + 1).isWord("if") ? 4 : 1;
    Relations.Named made = named(tokens.subList(at, tokens.size()));
    while (!tokens.get(at).isWord("as")) {
      at++;
    }
    String schema = made.schema() == null ? tables.creationSchema() : made.schema();
    return new Touched(
        read(text.substring(tokens.get(at).end()), null, tables), quoted(schema, made.name()));
  }

  private static List<String> read(String query, Relations.Named target, Tables tables) {
    return Translator.relations(query, tables).stream()
        .filter(each -> target == null || each.offset() != target.offset())
        .map(each -> name(each, tables))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** The relation whose name, with or without a schema and a database, begins these tokens. */
  private static Relations.Named named(List<Token> tokens) {
    List<String> parts = new ArrayList<>(List.of(tokens.get(0).value()));
    for (int at = 1; tokens.get(at).isMark("."); at += 2) {
      parts.add(tokens.get(at + 1).value());
    }
    int last = parts.size() - 1;
    return new Relations.Named(
        last == 0 ? null : parts.get(last - 1), parts.get(last), tokens.get(0).start());
  }

  /** The name with its schema; null for what has none. */
  private static String name(Relations.Named relation, Tables tables) {
    String schema =
        relation.schema() == null
            ? tables.schemaOf(relation.name()).orElse(null)
            : relation.schema();
    return schema == null ? null : quoted(schema, relation.name());
  }

  private static String quoted(String schema, String name) {
    return quoted(schema) + '.' + quoted(name);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
