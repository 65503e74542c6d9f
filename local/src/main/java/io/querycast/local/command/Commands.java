package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Any statement of Redshift's, by what is to be done with it. */
public final class Commands {
  /** What Redshift can make, and this warehouse can't. */
  private static final List<String> OF_REDSHIFT =
      List.of(
          "database",
          "datashare",
          "external",
          "function",
          "identity",
          "library",
          "masking",
          "materialized",
          "model",
          "policy",
          "procedure",
          "rls",
          "system",
          "template");

  private Commands() {}

  /**
   * Translates one statement; a semicolon may follow it.
   *
   * @param tables what the session sees
   * @throws Refused with Redshift's words, if Redshift would refuse it or it is not available here
   */
  public static Translated translate(String text, Tables tables) {
    List<Token> tokens = new ArrayList<>(Lexer.tokens(text, tables.isCaseSensitive()));
    while (tokens.size() > 1 && tokens.get(tokens.size() - 2).isMark(";")) {
      tokens.remove(tokens.size() - 2);
    }
    Cursor cursor = new Cursor(tokens);
    Translated command =
        cursor.peek().kind() == Token.Kind.WORD
            ? command(cursor, new Text(text, tables), tables)
            : null;
    return command != null ? command : Translator.translate(text, tables);
  }

  private static Translated command(Cursor cursor, Text text, Tables tables) {
    return switch (cursor.peek().value()) {
      case "create" -> create(cursor, text, tables);
      case "alter" -> AlterCommand.read(cursor, text, tables);
      case "drop" -> Drop.read(cursor, tables);
      case "grant", "revoke" -> Grants.read(cursor, tables);
      case "merge" -> Merge.read(cursor, text, tables);
      case "refresh" -> Views.refresh(cursor, tables);
      case "truncate",
          "analyze",
          "analyse",
          "vacuum",
          "comment",
          "lock",
          "use",
          "cancel",
          "call",
          "close",
          "declare",
          "fetch",
          "prepare",
          "execute",
          "deallocate",
          "explain" ->
          Maintenance.read(cursor, text, tables);
      case "attach", "detach", "desc", "undrop" -> missing(cursor);
      default -> null;
    };
  }

  /** ATTACH POLICY and its like. */
  private static Translated missing(Cursor cursor) {
    String verb = cursor.take().value().toUpperCase(Locale.ROOT);
    throw notAvailable(verb, cursor.peek());
  }

  private static Translated create(Cursor cursor, Text text, Tables tables) {
    cursor.take("create");
    boolean replaces = cursor.sees("or", "replace");
    if (replaces) {
      cursor.take();
      cursor.take();
    }
    if (cursor.sees("local")) {
      cursor.take();
    }
    boolean isTemporary = cursor.sees("temp") || cursor.sees("temporary");
    if (isTemporary) {
      cursor.take();
    }
    Token what = cursor.peek();
    if (cursor.sees("table")) {
      cursor.take();
      return new CreateTable(cursor, text, tables).read(isTemporary);
    }
    if (cursor.sees("view")) {
      return Views.view(cursor, text, tables, replaces);
    }
    if (cursor.sees("materialized", "view") && !replaces) {
      return Views.materialized(cursor, text, tables);
    }
    if (cursor.sees("schema")) {
      return Schemas.create(cursor, tables);
    }
    if (cursor.sees("user") || cursor.sees("group") || cursor.sees("role")) {
      return Users.create(cursor);
    }
    if (cursor.sees("function")) {
      return Functions.create(cursor, text, tables, replaces);
    }
    throw replaces && what.isWord("materialized") ? unknown(what) : missing("CREATE", what);
  }

  /** The rest of the statement must be empty. */
  static void end(Cursor cursor) {
    if (cursor.seesMark(";")) {
      throw new Refused(
          "cannot insert multiple commands into a prepared statement", cursor.peek().start());
    }
    if (!cursor.atEnd()) {
      throw cursor.unexpected();
    }
  }

  /** {@code ( name, name ... )}. */
  static List<String> names(Cursor cursor) {
    List<String> names = new ArrayList<>();
    cursor.takeMark("(");
    names.add(cursor.takeName().value());
    while (cursor.seesMark(",")) {
      cursor.take();
      names.add(cursor.takeName().value());
    }
    cursor.takeMark(")");
    return names;
  }

  /** For CREATE, ALTER or DROP of a thing that is Redshift's, or PostgreSQL's alone. */
  static Refused missing(String verb, Token what) {
    return what.isWord(OF_REDSHIFT) ? notAvailable(verb, what) : unknown(what);
  }

  /** The refusal of a word that no command of Redshift's has here. */
  static Refused unknown(Token word) {
    return Refused.unexpected(word);
  }

  /** For a command on a thing that this warehouse does not have. */
  static Refused notAvailable(String verb, Token what) {
    if (what.kind() != Token.Kind.WORD) {
      return unknown(what);
    }
    return Refused.notAvailable(verb + " " + what.value().toUpperCase(Locale.ROOT), what);
  }
}
