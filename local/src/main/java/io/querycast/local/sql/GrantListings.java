package io.querycast.local.sql;

import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import java.util.List;

/** Reads SHOW GRANTS and SHOW COLUMN GRANTS. */
final class GrantListings {
  private static final String ON_DATABASE =
      "database_name, privilege_type, identity_id, identity_name, identity_type, admin_option,"
          + " privilege_scope, grantor_name";
  private static final String ON_OBJECT =
      "schema_name, object_name, object_type, privilege_type, identity_id, identity_name,"
          + " identity_type, admin_option, privilege_scope, database_name, grantor_name";

  /** A schema or a database is itself the object, which is not named twice. */
  private static final String OF_GRANTEE =
      "database_name, schema_name, case when object_type in ('TABLE', 'FUNCTION') then object_name"
          + " end as object_name, object_type, privilege_type, identity_id, identity_name,"
          + " identity_type, privilege_scope, grantor_name";

  private GrantListings() {}

  static Translated grants(Cursor cursor) {
    if (cursor.sees("grants", "for")) {
      return ofGrantee(cursor);
    }
    if (cursor.peek(1).isWord("on") && cursor.peek(2).isWord("tables")) {
      cursor.take();
      cursor.take();
      return ofTables(cursor);
    }
    cursor.take();
    cursor.take("on");
    return switch (cursor.peek().value()) {
      case "database" -> ofDatabase(cursor);
      case "schema" -> ofSchema(cursor);
      case "function" -> ofFunction(cursor);
      case "template" -> throw Refused.notAvailable("SHOW GRANTS ON TEMPLATE", cursor.peek());
      default -> ofTable(cursor);
    };
  }

  static Translated columnGrants(Cursor cursor) {
    cursor.take();
    cursor.take("grants");
    cursor.take("on");
    cursor.take("table");
    List<String> name = Listings.name(cursor, 3);
    String[] grantee = grantee(cursor);
    String pattern = Listings.pattern(cursor);
    return Listings.listing(
        cursor,
        Listings.call(
            "show_column_grants",
            name.get(0),
            name.get(1),
            name.get(2),
            grantee[0],
            grantee[1],
            pattern));
  }

  /** What a user or a role may do, on anything. */
  private static Translated ofGrantee(Cursor cursor) {
    cursor.take();
    String[] grantee = grantee(cursor);
    String database = null;
    if (cursor.sees("from", "database")) {
      cursor.take();
      cursor.take();
      database = cursor.takeLabel().value();
    }
    return Listings.listing(cursor, OF_GRANTEE, call(database, null, null, null, null, grantee));
  }

  private static Translated ofTables(Cursor cursor) {
    cursor.take();
    cursor.take("from");
    cursor.take("database");
    String call = call(cursor.takeLabel().value(), "TABLE", null, null, null, new String[2]);
    Listings.driverToken(cursor);
    String filters = Listings.filters(cursor, "table_name");
    return Listings.listing(cursor, call + filters.replace(" table_name ", " object_name "));
  }

  /** Of a database there is no object to name. */
  private static Translated ofDatabase(Cursor cursor) {
    cursor.take();
    String call = call(cursor.takeLabel().value(), "DATABASE", null, null, null, grantee(cursor));
    return Listings.listing(cursor, ON_DATABASE, call);
  }

  private static Translated ofSchema(Cursor cursor) {
    cursor.take();
    List<String> name = Listings.name(cursor, 2);
    return Listings.listing(
        cursor, ON_OBJECT, call(name.get(0), "SCHEMA", name.get(1), null, null, grantee(cursor)));
  }

  private static Translated ofFunction(Cursor cursor) {
    cursor.take();
    List<String> name = Listings.name(cursor, 3);
    List<String> types = Listings.types(cursor);
    return Listings.listing(
        cursor,
        ON_OBJECT,
        call(name.get(0), "FUNCTION", name.get(1), name.get(2), types, grantee(cursor)));
  }

  private static Translated ofTable(Cursor cursor) {
    if (cursor.sees("table")) {
      cursor.take();
    }
    List<String> name = Listings.name(cursor, 3);
    return Listings.listing(
        cursor,
        ON_OBJECT,
        call(name.get(0), "TABLE", name.get(1), name.get(2), null, grantee(cursor)));
  }

  /** The kind and the name of whom FOR names; both null if there is no FOR. */
  private static String[] grantee(Cursor cursor) {
    if (!cursor.sees("for")) {
      return new String[2];
    }
    cursor.take();
    if (cursor.sees("public")) {
      cursor.take();
      return new String[] {"public", null};
    }
    boolean isRole = cursor.sees("role") && !cursor.peek(1).isMark(";");
    if (isRole) {
      cursor.take();
    }
    return new String[] {isRole ? "role" : "user", cursor.takeUserName()};
  }

  private static String call(
      String database,
      String kind,
      String schema,
      String object,
      List<String> types,
      String[] grantee) {
    return "show_grants(%s)"
        .formatted(
            String.join(
                ", ",
                Listings.nullable(database),
                Listings.nullable(kind),
                Listings.nullable(schema),
                Listings.nullable(object),
                Listings.array(types),
                Listings.nullable(grantee[0]),
                Listings.nullable(grantee[1])));
  }
}
