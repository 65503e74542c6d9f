package io.querycast.local.command;

import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Tables;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
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
    String target = upTo(cursor, text, "using");
    String source = upTo(cursor, text, "on");
    String condition = upTo(cursor, text, "remove");
    if (condition == null || !cursor.sees("duplicates")) {
      return null;
    }
    cursor.take();
    Commands.end(cursor);
    return new Translated.Steps(
        List.of(
            sql("delete from " + target + " using " + source + " where " + condition, tables),
            sql("insert into " + target + " select * from " + source, tables)),
        "merge");
  }

  /** The text before a keyword, which is passed; null if it does not come. */
  private static String upTo(Cursor cursor, Text text, String word) {
    int start = cursor.peek().start();
    int end = start;
    int depth = 0;
    while (!cursor.atEnd() && !(depth == 0 && cursor.sees(word))) {
      depth += cursor.seesMark("(") ? 1 : cursor.seesMark(")") ? -1 : 0;
      end = cursor.take().end();
    }
    if (cursor.atEnd()) {
      return null;
    }
    cursor.take(word);
    return text.text().substring(start, end);
  }

  private static String sql(String text, Tables tables) {
    return ((Translated.Run) Translator.translate(text, tables)).sql();
  }
}
