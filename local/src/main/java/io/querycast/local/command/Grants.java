package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/** GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. */
final class Grants {
  private final Cursor cursor;
  private final Tables tables;
  private final List<String> steps = new ArrayList<>();

  /** What stands before GRANT for the engine: the words of ALTER DEFAULT PRIVILEGES. */
  private String before = "";

  /** Whose defaults are changed; none for the user's own. */
  private List<String> users = List.of();

  /** Where they are changed; none for everywhere. */
  private List<String> schemas = List.of();

  private Grants(Cursor cursor, Tables tables) {
    this.cursor = cursor;
    this.tables = tables;
  }

  /**
   * Who is granted something.
   *
   * @param name quoted, or {@code public}
   */
  private record Grantee(String name, boolean mayGrant) {}

  static Translated read(Cursor cursor, Tables tables) {
    Grants grants = new Grants(cursor, tables);
    String verb = cursor.peek().value();
    boolean isAdmin = cursor.sees("revoke", "admin", "option", "for");
    if (isAdmin || cursor.peek(1).isWord("role")) {
      grants.role();
    } else if (cursor.peek(1).isWord("assumerole")) {
      grants.assumeRole();
    } else {
      grants.privileges();
    }
    Commands.end(cursor);
    return new Translated.Steps(grants.steps, verb);
  }

  /** ALTER DEFAULT PRIVILEGES, after its first word. */
  static Translated defaults(Cursor cursor, Tables tables) {
    Grants grants = new Grants(cursor, tables);
    cursor.take("default");
    cursor.take("privileges");
    if (cursor.sees("for")) {
      cursor.take();
      cursor.take("user");
      grants.users = grants.users();
    }
    String within = "";
    if (cursor.sees("in", "schema")) {
      cursor.take();
      cursor.take();
      grants.schemas = GrantedObjects.names(cursor, () -> Schemas.name(cursor, tables));
      within = "in schema " + String.join(", ", grants.schemas) + " ";
    }
    grants.before = "alter default privileges " + within;
    grants.privileges();
    Commands.end(cursor);
    return new Translated.Steps(grants.steps, "alter default privileges");
  }

  /** {@code grant role r, s to u}. */
  private void role() {
    boolean grants = cursor.take().isWord("grant");
    boolean isOption = cursor.sees("admin");
    if (isOption) {
      List.of("admin", "option", "for").forEach(cursor::take);
    }
    List<String> roles =
        GrantedObjects.names(
            cursor,
            () -> {
              if (cursor.sees("role")) {
                cursor.take();
              }
              return Users.role(cursor);
            });
    cursor.take(grants ? "to" : "from");
    for (Grantee grantee : grantees(grants, "admin")) {
      for (String role : roles) {
        steps.add(
            "select redshift.%s_role(%s, %s%s)"
                .formatted(
                    grants || isOption ? "grant" : "revoke",
                    ObjectName.text(role),
                    ObjectName.text(grantee.name()),
                    grants || isOption ? ", " + grantee.mayGrant() : ""));
      }
    }
  }

  /** Which roles of AWS a COPY may use; here a COPY needs none. */
  private void assumeRole() {
    boolean grants = cursor.take().isWord("grant");
    cursor.take("assumerole");
    cursor.take("on");
    do {
      if (cursor.seesMark(",")) {
        cursor.take();
      }
      cursor.take();
    } while (cursor.seesMark(","));
    cursor.take(grants ? "to" : "from");
    grantees(grants, "grant");
    cursor.take("for");
    while (cursor.seesAny(
            List.of("all", "copy", "unload", "external", "function", "create", "model"))
        || cursor.seesMark(",")) {
      cursor.take();
    }
  }

  private void privileges() {
    Token first = cursor.peek();
    boolean grants = cursor.sees("grant");
    cursor.take(grants ? "grant" : "revoke");
    String option = "";
    if (!grants && cursor.sees("grant", "option", "for")) {
      cursor.take();
      cursor.take();
      cursor.take();
      option = "grant option for ";
    }
    if (cursor.seesAny(List.of("explain", "ignore"))) {
      throw Commands.notAvailable("GRANT", cursor.peek());
    }
    if (SystemPrivileges.areNext(cursor)) {
      steps.addAll(SystemPrivileges.read(cursor, grants));
      return;
    }
    Privileges privileges = Privileges.read(cursor);
    cursor.take("on");
    GrantedObjects objects = GrantedObjects.read(cursor, tables);
    privileges.mustBeOf(objects.kind());
    cursor.take(grants ? "to" : "from");
    List<Grantee> grantees = grantees(grants, "grant");
    String behind = "";
    if (!grants && (cursor.sees("cascade") || cursor.sees("restrict"))) {
      behind = " " + cursor.take().value();
    }
    String verb = grants ? "grant" : "revoke";
    String ofEngine = privileges.ofEngine(objects.kind());
    boolean isDefault = !before.isEmpty();
    if (isDefault && privileges.hasOurs()) {
      throw Refused.notAvailable("ALTER DEFAULT PRIVILEGES ... DROP and ALTER", first);
    }
    List<String> ours = objects.oids() == null ? List.of() : privileges.ours();
    for (Grantee grantee : grantees) {
      String ending = grantee.mayGrant() ? " with grant option" : behind;
      if (!users.isEmpty()) {
        steps.add(
            "select redshift.change_defaults(%s, %s, %s, %s, %s, %s, %s)"
                .formatted(
                    ObjectName.array(users),
                    schemas.isEmpty() ? "null" : ObjectName.array(schemas),
                    ObjectName.text((verb + " " + option).strip()),
                    ObjectName.array(List.of(ofEngine.split(", "))),
                    ObjectName.text(objects.engine()),
                    ObjectName.text(grantee.name()),
                    ObjectName.text(ending)));
      } else if (!ofEngine.isEmpty()) {
        steps.add(
            "%s%s %s%s on %s %s %s%s"
                .formatted(
                    before,
                    verb,
                    option,
                    ofEngine,
                    objects.engine(),
                    grants ? "to" : "from",
                    grantee.name(),
                    ending));
      }
      if (!ours.isEmpty()) {
        steps.add(
            "select redshift.%s_ours(%s, %s, %s)"
                .formatted(
                    verb, objects.oids(), ObjectName.array(ours), ObjectName.text(grantee.name())));
      }
    }
  }

  /** Users, who must be there. */
  private List<String> users() {
    return GrantedObjects.names(
        cursor,
        () -> {
          String name = cursor.takeUserName();
          steps.add(Users.mustBe("user", name));
          return name;
        });
  }

  private List<Grantee> grantees(boolean grants, String option) {
    List<Grantee> grantees = new ArrayList<>(List.of(grantee(grants, option)));
    while (cursor.seesMark(",")) {
      cursor.take();
      grantees.add(grantee(grants, option));
    }
    return grantees;
  }

  private Grantee grantee(boolean grants, String option) {
    Token at = cursor.peek();
    boolean isUser = false;
    String name;
    if (cursor.sees("public")) {
      name = cursor.take().value();
    } else {
      boolean isSaid = cursor.sees("group") || cursor.sees("role") || cursor.sees("user");
      String what = isSaid ? cursor.take().value() : "user";
      isUser = what.equals("user");
      String raw = cursor.takeUserName();
      steps.add(Users.mustBe(what, raw));
      name = Users.inEngine(what, raw);
    }
    boolean mayGrant = grants && cursor.sees("with", option, "option");
    if (mayGrant) {
      cursor.take();
      cursor.take();
      cursor.take();
      if (!isUser && option.equals("grant")) {
        throw new Refused("grant options can only be granted to individual users", at.start());
      }
    }
    return new Grantee(name, mayGrant);
  }
}
