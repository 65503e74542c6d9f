package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Token;

/** ALTER of anything that this warehouse has. */
final class AlterCommand {
  private AlterCommand() {}

  static Translated read(Cursor cursor, Text text, Tables tables) {
    cursor.take("alter");
    Token what = cursor.peek();
    return switch (what.value()) {
      case "table" -> new AlterTable(cursor, text, tables).read();
      case "schema" -> Schemas.alter(cursor, tables);
      case "user", "group", "role" -> Users.alter(cursor);
      case "default" -> Grants.defaults(cursor, tables);
      case "materialized" -> new AlterTable(cursor, text, tables).materialized();
      default -> throw Commands.missing("ALTER", what);
    };
  }
}
