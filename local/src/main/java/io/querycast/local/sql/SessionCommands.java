package io.querycast.local.sql;

import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/** Reads the statements that the session itself carries out, and not PostgreSQL. */
public final class SessionCommands {
  private SessionCommands() {}

  /** The command; null if the statement is none of these. */
  static Translated read(Cursor cursor, Tables tables) {
    if (cursor.peek().kind() != Token.Kind.WORD) {
      return null;
    }
    return switch (cursor.peek().value()) {
      case "copy" -> new Translated.Copy(rest(cursor));
      case "unload" -> unload(cursor);
      case "begin", "commit", "end", "rollback", "abort" -> transaction(cursor);
      case "start" -> cursor.sees("start", "transaction") ? transaction(cursor) : null;
      case "set" -> set(cursor);
      case "reset" -> {
        cursor.take();
        if (cursor.sees("session", "authorization") || cursor.sees("session_authorization")) {
          cursor.take();
          yield ended(cursor, authorize(cursor, true));
        }
        yield ended(cursor, new Translated.Reset(name(cursor)));
      }
      case "show" -> show(cursor, tables);
      default -> null;
    };
  }

  /** What follows the first word, with its end. */
  private static List<Token> rest(Cursor cursor) {
    cursor.take();
    List<Token> tokens = new ArrayList<>();
    while (!cursor.atEnd()) {
      // COPY takes NUL in a literal, which nothing else does.
      tokens.add(cursor.takeAny());
    }
    tokens.add(cursor.peek());
    return tokens;
  }

  private static Translated unload(Cursor cursor) {
    cursor.take();
    cursor.takeMark("(");
    if (cursor.peek().kind() != Token.Kind.TEXT) {
      throw cursor.unexpected();
    }
    String query = cursor.take().value();
    // What rest() leaves out is the parenthesis.
    if (!cursor.seesMark(")")) {
      throw cursor.unexpected();
    }
    return new Translated.Unload(query, rest(cursor));
  }

  private static Translated transaction(Cursor cursor) {
    String word = cursor.take().value();
    if (cursor.seesAny(List.of("work", "transaction"))) {
      cursor.take();
    }
    boolean isReadOnly = List.of("begin", "start").contains(word) && isReadOnly(cursor);
    return ended(
        cursor,
        new Translated.Transaction(
            switch (word) {
              case "begin", "start" -> isReadOnly ? "begin read only" : "begin";
              case "commit", "end" -> "commit";
              default -> "rollback";
            }));
  }

  /** Goes past what a transaction is to be like; every isolation is SERIALIZABLE in Redshift. */
  private static boolean isReadOnly(Cursor cursor) {
    boolean isReadOnly = false;
    while (!cursor.atEnd()) {
      if (cursor.sees("isolation", "level")) {
        cursor.take();
        cursor.take();
        level(cursor);
      } else {
        cursor.take("read");
        isReadOnly = cursor.sees("only");
        cursor.take(isReadOnly ? "only" : "write");
      }
      if (cursor.seesMark(",")) {
        cursor.take();
      }
    }
    return isReadOnly;
  }

  private static void level(Cursor cursor) {
    if (cursor.sees("read")) {
      cursor.take();
      cursor.take(cursor.sees("committed") ? "committed" : "uncommitted");
    } else if (cursor.sees("repeatable")) {
      cursor.take();
      cursor.take("read");
    } else {
      cursor.take(cursor.sees("snapshot") ? "snapshot" : "serializable");
    }
  }

  /** SET TRANSACTION, and what begins as it does. */
  private static Translated characteristics(Cursor cursor) {
    Token verb = cursor.take();
    if (isReadOnly(cursor)) {
      throw Refused.notAvailable("SET TRANSACTION READ ONLY", verb);
    }
    return new Translated.Nothing();
  }

  private static Translated set(Cursor cursor) {
    cursor.take();
    if (cursor.sees("session", "characteristics")) {
      cursor.take();
      cursor.take();
      cursor.take("as");
      if (!cursor.sees("transaction")) {
        throw cursor.unexpected();
      }
    }
    if (cursor.sees("transaction")
        && (cursor.peek(1).isWord("isolation") || cursor.peek(1).isWord("read"))) {
      return characteristics(cursor);
    }
    boolean isLocal = cursor.sees("local");
    if (isLocal || cursor.sees("session", "session")) {
      cursor.take();
    }
    if (cursor.sees("session", "authorization")) {
      Token at = cursor.take();
      Translated.Authorize authorize = authorize(cursor, false);
      if (isLocal && authorize.user() != null) {
        throw Refused.notAvailable("SET LOCAL SESSION AUTHORIZATION", at);
      }
      return ended(cursor, authorize);
    }
    if (cursor.sees("session")) {
      cursor.take();
    }
    if (cursor.sees("session_authorization")) {
      throw Refused.notAvailable("SET of session_authorization", cursor.peek());
    }
    return ended(cursor, assignment(cursor));
  }

  /** Reads {@code authorization user}, or {@code authorization} alone, which is as DEFAULT. */
  private static Translated.Authorize authorize(Cursor cursor, boolean isReset) {
    if (cursor.sees("authorization")) {
      cursor.take();
    }
    if (isReset) {
      return new Translated.Authorize(null);
    }
    if (cursor.sees("default")) {
      cursor.take();
      return new Translated.Authorize(null);
    }
    boolean isText = cursor.peek().kind() == Token.Kind.TEXT;
    return new Translated.Authorize(isText ? cursor.take().value() : cursor.takeUserName());
  }

  /** Reads {@code name TO value, value ...}. */
  public static Translated.Set assignment(Cursor cursor) {
    boolean isZone = cursor.sees("time", "zone");
    String name = name(cursor);
    if (isZone) {
      cursor.take();
      name = "timezone";
    } else if (cursor.seesMark("=") || cursor.sees("to")) {
      cursor.take();
    } else {
      throw cursor.unexpected();
    }
    List<String> values = new ArrayList<>();
    if (cursor.sees("default")) {
      cursor.take();
      return new Translated.Set(name, values);
    }
    values.add(value(cursor));
    while (cursor.seesMark(",")) {
      cursor.take();
      values.add(value(cursor));
    }
    return new Translated.Set(name, values);
  }

  private static Translated show(Cursor cursor, Tables tables) {
    cursor.take();
    if (cursor.sees("transaction", "isolation", "level")) {
      cursor.take();
      cursor.take();
      cursor.take();
      return ended(cursor, new Translated.Show("transaction_isolation"));
    }
    if (cursor.sees("time", "zone")) {
      cursor.take();
      cursor.take();
      return ended(cursor, new Translated.Show("timezone"));
    }
    Translated listing = Listings.read(cursor, tables);
    return listing != null ? listing : ended(cursor, new Translated.Show(name(cursor)));
  }

  /** Reads the name of a setting. */
  public static String name(Cursor cursor) {
    StringBuilder name = new StringBuilder(cursor.takeLabel().value());
    while (cursor.seesMark(".")) {
      cursor.take();
      name.append('.').append(cursor.takeLabel().value());
    }
    return name.toString();
  }

  private static String value(Cursor cursor) {
    String sign = cursor.seesMark("-") ? cursor.take().value() : "";
    return switch (cursor.peek().kind()) {
      case WORD, NAME, TEXT, NUMBER -> sign + cursor.take().value();
      default -> throw cursor.unexpected();
    };
  }

  private static Translated ended(Cursor cursor, Translated command) {
    if (!cursor.atEnd()) {
      throw cursor.unexpected();
    }
    return command;
  }
}
