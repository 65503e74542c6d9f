package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The system privileges, which only roles may have (r_roles-system-privileges). */
final class SystemPrivileges {
  /** What a member of a role that has them may do here. */
  private static final Set<String> KNOWN =
      Set.of(
          "create user",
          "drop user",
          "alter user",
          "create role",
          "drop role",
          "create schema",
          "drop schema",
          "create table",
          "drop table",
          "alter table",
          "truncate table",
          "create or replace view",
          "drop view",
          "create or replace function",
          "access catalog",
          "access system table",
          "analyze",
          "vacuum",
          "cancel");

  /** What they are about is not in this warehouse, or only its owner may do it here. */
  private static final Set<String> MISSING =
      Set.of(
          "alter default privileges",
          "drop function",
          "create or replace external function",
          "create or replace procedure",
          "drop procedure",
          "create model",
          "drop model",
          "create datashare",
          "alter datashare",
          "drop datashare",
          "create library",
          "drop library");

  private static final List<String> FIRST =
      List.of("create", "drop", "alter", "truncate", "access");

  private static final List<String> ALONE = List.of("vacuum", "analyze", "cancel");

  private SystemPrivileges() {}

  /** Whether such a privilege comes next; {@code create} alone is one of a schema. */
  static boolean areNext(Cursor cursor) {
    boolean isPair =
        cursor.seesAny(FIRST) && !cursor.peek(1).isWord("on") && !cursor.peek(1).isMark(",");
    int behindAll = cursor.peek(1).isWord("privileges") ? 2 : 1;
    boolean isAll = cursor.sees("all") && cursor.peek(behindAll).isWord(List.of("to", "from"));
    return isPair || isAll || cursor.seesAny(ALONE);
  }

  /** Reads the privileges and the roles; gives the steps that grant or revoke them. */
  static List<String> read(Cursor cursor, boolean grants) {
    List<String> privileges = new ArrayList<>(one(cursor, grants));
    while (cursor.seesMark(",")) {
      cursor.take();
      privileges.addAll(one(cursor, grants));
    }
    cursor.take(grants ? "to" : "from");
    List<String> steps = new ArrayList<>();
    do {
      if (cursor.seesMark(",")) {
        cursor.take();
      }
      cursor.take("role");
      steps.add(
          "select redshift.%s_system(%s, %s)"
              .formatted(
                  grants ? "grant" : "revoke",
                  ObjectName.array(privileges),
                  ObjectName.text(cursor.takeName().value())));
    } while (cursor.seesMark(","));
    return steps;
  }

  private static List<String> one(Cursor cursor, boolean grants) {
    Token first = cursor.take();
    StringBuilder words = new StringBuilder(first.value());
    while (!cursor.seesMark(",") && !cursor.sees("to") && !cursor.sees("from")) {
      if (cursor.peek().kind() != Token.Kind.WORD) {
        throw cursor.unexpected();
      }
      words.append(' ').append(cursor.take().value());
    }
    String privilege = words.toString();
    if (privilege.equals("all") || privilege.equals("all privileges")) {
      return KNOWN.stream().sorted().toList();
    }
    if (MISSING.contains(privilege)) {
      String verb = grants ? "GRANT " : "REVOKE ";
      throw Refused.notAvailable(verb + privilege.toUpperCase(Locale.ROOT), first);
    }
    if (!KNOWN.contains(privilege)) {
      throw Refused.unexpected(first);
    }
    return List.of(privilege);
  }

  /** The steps of a command that makes something in a schema where its user may not. */
  static Translated.Steps lend(Translated.Steps steps, String schema, String privilege) {
    return steps.between(
        "select redshift.lend('schema', %s, %s)"
            .formatted(ObjectName.text(schema), ObjectName.text(privilege)),
        "select redshift.give_back()");
  }
}
