package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.List;

/** MERGE ... REMOVE DUPLICATES; any other MERGE is the engine's own. */
final class Merge {
  private Merge() {}

  /**
   * Rows that match are replaced by the source's, once each; the other rows of the source come in.
   *
   * @return null for another MERGE
   */
  static Translated read(Cursor cursor, Text text, Tables tables) {
    cursor.take("merge");
    cursor.take("into");
    ObjectName target = ObjectName.read(cursor, tables);
    if (!cursor.sees("using")) {
      return null;
    }
    Token first = cursor.peek(1);
    cursor.take();
    ObjectName source = cursor.seesMark("(") ? null : ObjectName.read(cursor, tables);
    if (source != null && source.made(tables).equals(target.made(tables))) {
      throw new Refused("Source and target of MERGE must be different tables", first.start());
    }
    boolean isQuery = source == null && !cursor.peek(1).isWord("with");
    String from = upTo(first.start(), cursor, text, "on");
    boolean readsTarget =
        isQuery
            ? from != null && reads(from, target, tables)
            : source != null
                && tables.reads(source.schema(), source.name(), target.schema(), target.name());
    if (readsTarget) {
      throw new Refused(
          "Source view/subquery in Merge statement cannot reference target table.", first.start());
    }
    String condition = from == null ? null : upTo(cursor.peek().start(), cursor, text, "remove");
    if (condition == null || !cursor.sees("duplicates")) {
      return null;
    }
    cursor.take();
    Commands.end(cursor);
    if (source != null && columns(source, tables) != columns(target, tables)) {
      throw new Refused(
          "Source and target of MERGE ... REMOVE DUPLICATES must have the same columns",
          first.start());
    }
    String into = target.sql();
    // The condition is judged as that of any MERGE.
    sql(
        "merge into %s using %s on %s when matched then delete when not matched then insert values (1)"
            .formatted(into, from, condition),
        tables);
    return new Translated.Steps(
        List.of(
            // More pairs than rows: a row of the target matches several of the source.
            "select redshift.refuse_matches((%s), (%s))"
                .formatted(
                    sql(
                        "select count(*) from %s, %s where %s".formatted(into, from, condition),
                        tables),
                    sql(
                        "select count(*) from %s where exists (select 1 from %s where %s)"
                            .formatted(into, from, condition),
                        tables)),
            sql("delete from " + into + " using " + from + " where " + condition, tables),
            sql("insert into " + into + " select * from " + from, tables)),
        "merge");
  }

  /** Whether a query in FROM reads a table. */
  private static boolean reads(String from, ObjectName table, Tables tables) {
    return Translator.relations("select 1 from " + from, tables).stream()
        .anyMatch(
            each ->
                tables.reads(each.schema(), each.name(), table.schema(), table.name())
                    || (each.name().equals(table.name())
                        && schema(each.schema(), each.name(), tables)
                            .equals(schema(table.schema(), table.name(), tables))));
  }

  private static String schema(String said, String name, Tables tables) {
    return said != null ? said : tables.schemaOf(name).orElse("");
  }

  private static int columns(ObjectName table, Tables tables) {
    return tables.columns(table.schema(), table.name()).map(List::size).orElse(0);
  }

  /** The text up to a keyword, which is passed; null if it does not come. */
  private static String upTo(int start, Cursor cursor, Text text, String word) {
    int depth = 0;
    while (!cursor.atEnd() && !(depth == 0 && cursor.sees(word))) {
      depth += cursor.seesMark("(") ? 1 : cursor.seesMark(")") ? -1 : 0;
      cursor.take();
    }
    if (cursor.atEnd()) {
      return null;
    }
    String before = text.text().substring(start, cursor.peek().start());
    cursor.take(word);
    return before;
  }

  private static String sql(String text, Tables tables) {
    return ((Translated.Run) Translator.translate(text, tables)).sql();
  }
}
