package io.querycast.local.redshift;

import io.querycast.local.sql.Relations;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Refused;
import java.util.List;
import java.util.Objects;

/**
 * Which relations a statement reads and changes, for the views of what ran.
 *
 * @param read names with schemas, quoted
 * @param written one such name; null if none is written
 */
record Touched(List<String> read, String written) {
  private static final Touched NOTHING = new Touched(List.of(), null);

  /** What may read and change relations, and is a query or begins with one. */
  private static final List<String> COMMANDS =
      List.of("select", "insert", "update", "delete", "merge");

  static Touched of(String text, Translated translated, Tables tables) {
    if (!(translated instanceof Translated.Run run) || !COMMANDS.contains(run.command())) {
      return NOTHING;
    }
    try {
      List<Relations.Named> relations = Translator.relations(text, tables);
      Relations.Named target = Translator.target(text, tables);
      return new Touched(
          relations.stream()
              .filter(each -> target == null || each.offset() != target.offset())
              .map(each -> name(each, tables))
              .filter(Objects::nonNull)
              .distinct()
              .toList(),
          target == null ? null : name(target, tables));
    } catch (Refused e) {
      return NOTHING;
    }
  }

  /** The name with its schema; null for what has none. */
  private static String name(Relations.Named relation, Tables tables) {
    String schema =
        relation.schema() == null
            ? tables.schemaOf(relation.name()).orElse(null)
            : relation.schema();
    return schema == null ? null : quoted(schema) + '.' + quoted(relation.name());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
