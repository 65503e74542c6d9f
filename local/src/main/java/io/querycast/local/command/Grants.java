package io.querycast.local.command;

import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Refused;
import io.querycast.local.sql.Tables;
import io.querycast.local.sql.Token;
import io.querycast.local.sql.Translated;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. */
final class Grants {
  private static final String TABLE = "table";

  /** What may be granted on what. */
  private static final Map<String, Set<String>> PRIVILEGES =
      Map.of(
          TABLE,
          Set.of("select", "insert", "update", "delete", "drop", "references", "alter", "truncate"),
          "schema",
          Set.of("create", "usage", "alter", "drop"),
          "database",
          Set.of("create", "temporary", "temp", "usage", "alter"),
          "function",
          Set.of("execute"),
          "language",
          Set.of("usage"));

  /** What the engine does not know as a privilege, and is kept beside it. */
  private static final Set<String> OURS = Set.of("drop", "alter");

  private final Cursor cursor;
  private final Tables tables;
  private final List<String> steps = new ArrayList<>();

  /** What stands before GRANT for the engine. */
  private String before = "";

  /** In the order of the text: a privilege, and its columns in parentheses. */
  private final Map<String, String> privileges = new java.util.LinkedHashMap<>();

  private boolean isAll;

  /** The words of the first privilege that no object has. */
  private Token first;

  private String kind;

  /** What the privileges are on, as the engine has it. */
  private String objects;

  /** The same as an array of oids, for what is kept beside the engine; null if nothing is. */
  private String oids;

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
    if (cursor.peek(1).isWord("role")) {
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
    StringBuilder before = new StringBuilder("alter default privileges ");
    if (cursor.sees("for")) {
      cursor.take();
      cursor.take("user");
      before.append("for role ").append(grants.users()).append(' ');
    }
    if (cursor.sees("in", "schema")) {
      cursor.take();
      cursor.take();
      before.append("in schema ").append(grants.names()).append(' ');
    }
    grants.before = before.toString();
    grants.privileges();
    Commands.end(cursor);
    return new Translated.Steps(grants.steps, "alter default privileges");
  }

  /** {@code grant role r, s to u}. */
  private void role() {
    boolean grants = cursor.take().isWord("grant");
    List<String> roles = new ArrayList<>();
    do {
      cursor.take();
      if (cursor.sees("role")) {
        cursor.take();
      }
      String name = cursor.takeName().value();
      steps.add(Users.mustBe("role", name));
      roles.add(ObjectName.quoted(name));
    } while (cursor.seesMark(","));
    cursor.take(grants ? "to" : "from");
    for (Grantee grantee : grantees(grants, "admin")) {
      steps.add(
          "%s %s %s %s%s"
              .formatted(
                  grants ? "grant" : "revoke",
                  String.join(", ", roles),
                  grants ? "to" : "from",
                  grantee.name(),
                  grantee.mayGrant() ? " with admin option" : ""));
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
    boolean grants = cursor.sees("grant");
    cursor.take(grants ? "grant" : "revoke");
    String option = "";
    if (!grants && cursor.sees("grant", "option", "for")) {
      cursor.take();
      cursor.take();
      cursor.take();
      option = "grant option for ";
    }
    first = cursor.peek();
    if (cursor.seesAny(List.of("explain", "ignore"))) {
      throw Commands.notAvailable("GRANT", first);
    }
    if (isOfSystem()) {
      ofSystem(grants);
      return;
    }
    privilege();
    while (cursor.seesMark(",")) {
      cursor.take();
      privilege();
    }
    if (cursor.sees("for")) {
      throw Commands.notAvailable("GRANT ... FOR", cursor.peek(1));
    }
    cursor.take("on");
    objects();
    refuseForeign();
    cursor.take(grants ? "to" : "from");
    List<Grantee> grantees = grantees(grants, "grant");
    String behind = "";
    if (!grants && (cursor.sees("cascade") || cursor.sees("restrict"))) {
      behind = " " + cursor.take().value();
    }
    engine(grants, option, grantees, behind);
    ours(grants, grantees);
  }

  /** What the engine grants. */
  private void engine(boolean grants, String option, List<Grantee> grantees, String behind) {
    String granted =
        isAll
            ? "all"
            : privileges.entrySet().stream()
                .filter(each -> !OURS.contains(each.getKey()))
                .map(each -> each.getKey() + each.getValue())
                .collect(Collectors.joining(", "));
    // Everybody may use the languages that there are, and this database.
    boolean isNothing = kind.equals("language") || (granted.equals("usage") && isDatabase());
    if (granted.isEmpty() || isNothing) {
      return;
    }
    for (Grantee grantee : grantees) {
      steps.add(
          "%s%s %s%s on %s %s %s%s%s"
              .formatted(
                  before,
                  grants ? "grant" : "revoke",
                  option,
                  granted,
                  objects,
                  grants ? "to" : "from",
                  grantee.name(),
                  grantee.mayGrant() ? " with grant option" : "",
                  behind));
    }
  }

  private boolean isDatabase() {
    return kind.equals("database");
  }

  private void ours(boolean grants, List<Grantee> grantees) {
    Set<String> kept = new LinkedHashSet<>(isAll ? OURS : privileges.keySet());
    kept.retainAll(OURS);
    if (oids == null || kept.isEmpty()) {
      return;
    }
    for (Grantee grantee : grantees) {
      steps.add(
          "select redshift.%s_ours(%s, %s, %s)"
              .formatted(
                  grants ? "grant" : "revoke",
                  oids,
                  ObjectName.array(kept.stream().sorted().toList()),
                  ObjectName.text(grantee.name())));
    }
  }

  private void privilege() {
    Token word = cursor.take();
    if (word.isWord("all")) {
      if (cursor.sees("privileges")) {
        cursor.take();
      }
      isAll = true;
      if (!cursor.seesMark("(")) {
        return;
      }
      isAll = false;
      String columns = columns();
      List.of("select", "update").forEach(each -> privileges.put(each, columns));
      return;
    }
    boolean isKnown = PRIVILEGES.values().stream().anyMatch(all -> all.contains(word.value()));
    if (!isKnown || word.kind() != Token.Kind.WORD) {
      throw new Refused("syntax error at or near \"" + word.value() + '"', word.start());
    }
    privileges.put(word.value(), cursor.seesMark("(") ? columns() : "");
  }

  private String columns() {
    return Commands.names(cursor).stream()
        .map(ObjectName::quoted)
        .collect(Collectors.joining(", ", " (", ")"));
  }

  /** {@code create user}, {@code vacuum} and their like, which only roles have. */
  private boolean isOfSystem() {
    boolean isPair =
        cursor.seesAny(List.of("create", "drop", "alter", "truncate", "access"))
            && !cursor.peek(1).isWord("on")
            && !cursor.peek(1).isMark(",");
    return isPair || cursor.seesAny(List.of("vacuum", "analyze", "cancel"));
  }

  /** The role must be there; what its members may do is the engine's to say. */
  private void ofSystem(boolean grants) {
    while (!cursor.atEnd() && !cursor.sees(grants ? "to" : "from")) {
      cursor.take();
    }
    cursor.take(grants ? "to" : "from");
    do {
      if (cursor.seesMark(",")) {
        cursor.take();
      }
      cursor.take("role");
      steps.add(Users.mustBe("role", cursor.takeName().value()));
    } while (cursor.seesMark(","));
  }

  private void objects() {
    if (cursor.sees("all")) {
      cursor.take();
      Token what = cursor.take();
      cursor.take("in");
      cursor.take("schema");
      kind = singular(what);
      String schemas = names();
      objects = "all " + what.value() + " in schema " + schemas;
      oids = kind.equals(TABLE) ? "redshift.relations_of(" + array(schemas) + ")" : null;
    } else if (cursor.sees("tables") || cursor.sees("functions")) {
      Token what = cursor.take();
      kind = singular(what);
      objects = what.value();
    } else if (cursor.sees("schema") || cursor.sees("database") || cursor.sees("language")) {
      kind = cursor.take().value();
      objects = kind + " " + names();
    } else if (cursor.sees("function")) {
      cursor.take();
      kind = "function";
      objects = "function " + Functions.signature(cursor, tables);
    } else {
      tables();
    }
  }

  private void tables() {
    boolean isOther =
        cursor.seesAny(List.of("procedure", "datashare", "model", "external", "policy", "template"))
            && !cursor.peek(1).isMark(".")
            && !cursor.peek(1).isWord(List.of("to", "from"));
    if (isOther) {
      throw Commands.notAvailable("GRANT ON", cursor.peek());
    }
    if (cursor.sees(TABLE)) {
      cursor.take();
    }
    kind = TABLE;
    List<String> names = new ArrayList<>(List.of(ObjectName.read(cursor, tables).sql()));
    while (cursor.seesMark(",")) {
      cursor.take();
      names.add(ObjectName.read(cursor, tables).sql());
    }
    objects = "table " + String.join(", ", names);
    oids =
        "array["
            + names.stream().map(ObjectName::text).collect(Collectors.joining(", "))
            + "]::regclass[]";
  }

  private static String array(String names) {
    return "array["
        + List.of(names.split(", ")).stream()
            .map(ObjectName::text)
            .collect(Collectors.joining(", "))
        + "]::regnamespace[]";
  }

  private static String singular(Token kinds) {
    if (kinds.isWord("tables") || kinds.isWord("functions")) {
      return kinds.value().substring(0, kinds.value().length() - 1);
    }
    throw Commands.notAvailable("GRANT ON ALL", kinds);
  }

  /** Refuses what can't be granted on such a thing. */
  private void refuseForeign() {
    for (String privilege : privileges.keySet()) {
      if (!PRIVILEGES.get(kind).contains(privilege)) {
        throw new Refused(
            "invalid privilege type %s for %s"
                .formatted(
                    privilege.toUpperCase(java.util.Locale.ROOT),
                    kind.equals(TABLE) ? "relation" : kind),
            first.start());
      }
    }
  }

  private String names() {
    List<String> names = new ArrayList<>(List.of(Schemas.name(cursor)));
    while (cursor.seesMark(",")) {
      cursor.take();
      names.add(Schemas.name(cursor));
    }
    return String.join(", ", names);
  }

  /** Users, who must be there. */
  private String users() {
    List<String> users = new ArrayList<>();
    do {
      if (cursor.seesMark(",")) {
        cursor.take();
      }
      String name = cursor.takeName().value();
      steps.add(Users.mustBe("user", name));
      users.add(ObjectName.quoted(name));
    } while (cursor.seesMark(","));
    return String.join(", ", users);
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
      String raw = cursor.takeName().value();
      steps.add(Users.mustBe(what, raw));
      name = ObjectName.quoted(raw);
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
