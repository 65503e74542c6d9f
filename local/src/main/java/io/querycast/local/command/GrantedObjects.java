package io.querycast.local.command;

import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a GRANT or REVOKE is on.
 *
 * @param kind the word for one of them
 * @param engine the same as the engine has it
 * @param oids the same as an array of oids, for what is kept beside the engine; null if nothing is
 */
record GrantedObjects(String kind, String engine, String oids) {
  static final String TABLE = "table";

  /** What Redshift has, and this warehouse has not. */
  private static final List<String> MISSING =
      List.of("procedure", "procedures", "datashare", "model", "external", "policy", "template");

  static GrantedObjects read(Cursor cursor, Tables tables) {
    if (cursor.sees("all")) {
      cursor.take();
      Token what = cursor.take();
      cursor.take("in");
      cursor.take("schema");
      String kind = one(what);
      List<String> schemas = names(cursor, () -> Schemas.name(cursor, tables));
      return new GrantedObjects(
          kind,
          "all %s in schema %s".formatted(what.value(), String.join(", ", schemas)),
          kind.equals(TABLE)
              ? "redshift.relations_of(" + array(schemas, "regnamespace") + ")"
              : null);
    }
    if (cursor.sees("tables") || cursor.sees("functions")) {
      Token what = cursor.take();
      return new GrantedObjects(one(what), what.value(), null);
    }
    if (cursor.sees("schema") || cursor.sees("database") || cursor.sees("language")) {
      String kind = cursor.take().value();
      List<String> names = names(cursor, () -> name(kind, cursor, tables));
      return new GrantedObjects(kind, kind + " " + String.join(", ", names), null);
    }
    if (cursor.sees("function")) {
      String kind = cursor.take().value();
      return new GrantedObjects(kind, "function " + Functions.signature(cursor, tables), null);
    }
    return relations(cursor, tables);
  }

  private static String name(String kind, Cursor cursor, Tables tables) {
    return kind.equals("schema")
        ? Schemas.name(cursor, tables)
        : ObjectName.quoted(cursor.takeName().value());
  }

  private static GrantedObjects relations(Cursor cursor, Tables tables) {
    boolean isMissing =
        cursor.seesAny(MISSING)
            && !cursor.peek(1).isMark(".")
            && (cursor.sees("procedures") || !cursor.peek(1).isWord(List.of("to", "from")));
    if (isMissing) {
      throw Commands.notAvailable("GRANT ON", cursor.peek());
    }
    if (cursor.sees(TABLE)) {
      cursor.take();
    }
    List<String> names = names(cursor, () -> ObjectName.read(cursor, tables).sql());
    return new GrantedObjects(TABLE, "table " + String.join(", ", names), array(names, "regclass"));
  }

  /** Names with commas between them. */
  static List<String> names(Cursor cursor, Supplier<String> name) {
    List<String> names = new ArrayList<>(List.of(name.get()));
    while (cursor.seesMark(",")) {
      cursor.take();
      names.add(name.get());
    }
    return names;
  }

  private static String array(List<String> names, String type) {
    return names.stream()
        .map(ObjectName::text)
        .collect(Collectors.joining(", ", "array[", "]::" + type + "[]"));
  }

  private static String one(Token kinds) {
    if (kinds.isWord("tables") || kinds.isWord("functions")) {
      return kinds.value().substring(0, kinds.value().length() - 1);
    }
    throw Commands.notAvailable("GRANT ON ALL", kinds);
  }
}
