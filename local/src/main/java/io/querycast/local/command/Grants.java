package io.querycast.local.command;

import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Refused;
import io.querycast.local.sql.Tables;
import io.querycast.local.sql.Token;
import io.querycast.local.sql.Translated;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. */
final class Grants {
  private static final Set<String> PRIVILEGES =
      Set.of(
          "select",
          "insert",
          "update",
          "delete",
          "references",
          "truncate",
          "create",
          "temporary",
          "temp",
          "usage",
          "execute");

  private final Cursor cursor;
  private final Tables tables;
  private final StringBuilder sql = new StringBuilder();

  private Grants(Cursor cursor, Tables tables) {
    this.cursor = cursor;
    this.tables = tables;
  }

  static Translated read(Cursor cursor, Tables tables) {
    Grants grants = new Grants(cursor, tables);
    String verb = cursor.peek().value();
    if (cursor.peek(1).isWord("role")) {
      grants.role();
    } else {
      grants.privileges();
    }
    Commands.end(cursor);
    return new Translated.Steps(List.of(grants.sql.toString()), verb);
  }

  /** ALTER DEFAULT PRIVILEGES, after its first word. */
  static Translated defaults(Cursor cursor, Tables tables) {
    Grants grants = new Grants(cursor, tables);
    cursor.take("default");
    cursor.take("privileges");
    grants.sql.append("alter default privileges ");
    if (cursor.sees("for")) {
      cursor.take();
      cursor.take("user");
      grants.sql.append("for role ").append(grants.names()).append(' ');
    }
    if (cursor.sees("in", "schema")) {
      cursor.take();
      cursor.take();
      grants.sql.append("in schema ").append(grants.names()).append(' ');
    }
    grants.privileges();
    Commands.end(cursor);
    return new Translated.Steps(List.of(grants.sql.toString()), "alter default privileges");
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
      roles.add(ObjectName.quoted(cursor.takeName().value()));
    } while (cursor.seesMark(","));
    cursor.take(grants ? "to" : "from");
    sql.append(grants ? "grant " : "revoke ").append(String.join(", ", roles));
    sql.append(grants ? " to " : " from ").append(grantees());
  }

  private void privileges() {
    boolean grants = cursor.sees("grant");
    sql.append(grants ? "grant " : "revoke ");
    if (!grants) {
      cursor.take("revoke");
      if (cursor.sees("grant", "option", "for")) {
        cursor.take();
        cursor.take();
        cursor.take();
        sql.append("grant option for ");
      }
    } else {
      cursor.take();
    }
    privilege();
    while (cursor.seesMark(",")) {
      cursor.take();
      sql.append(", ");
      privilege();
    }
    cursor.take("on");
    sql.append(" on ");
    objects();
    cursor.take(grants ? "to" : "from");
    sql.append(grants ? " to " : " from ").append(grantees());
    if (cursor.sees("cascade") || cursor.sees("restrict")) {
      sql.append(' ').append(cursor.take().value());
    }
  }

  private void privilege() {
    Token word = cursor.take();
    if (word.isWord("all")) {
      if (cursor.sees("privileges")) {
        cursor.take();
      }
      sql.append("all");
    } else if (PRIVILEGES.contains(word.value())) {
      sql.append(word.value());
      if (cursor.seesMark("(")) {
        List<String> columns = Commands.names(cursor);
        sql.append(" (")
            .append(String.join(", ", columns.stream().map(ObjectName::quoted).toList()))
            .append(')');
      }
    } else if (word.isWord(List.of("drop", "alter", "assumerole", "rule", "permission"))) {
      throw Commands.notAvailable("GRANT", word);
    } else {
      throw new Refused("syntax error at or near \"" + word.value() + '"', word.start());
    }
  }

  private void objects() {
    if (cursor.sees("all")) {
      cursor.take();
      Token kind = cursor.take();
      cursor.take("in");
      cursor.take("schema");
      sql.append("all ").append(plural(kind)).append(" in schema ").append(names());
    } else if (cursor.sees("tables") || cursor.sees("functions")) {
      sql.append(cursor.take().value());
    } else if (cursor.sees("schema") || cursor.sees("database") || cursor.sees("language")) {
      Token kind = cursor.take();
      if (kind.isWord("language")) {
        throw Commands.notAvailable("GRANT ON", kind);
      }
      sql.append(kind.value()).append(' ').append(names());
    } else if (cursor.sees("function")) {
      cursor.take();
      sql.append("function ").append(Functions.signature(cursor, tables));
    } else {
      if (cursor.sees("table")) {
        cursor.take();
      }
      sql.append("table ").append(ObjectName.read(cursor, tables).sql());
      while (cursor.seesMark(",")) {
        cursor.take();
        sql.append(", ").append(ObjectName.read(cursor, tables).sql());
      }
    }
  }

  private static String plural(Token kind) {
    if (kind.isWord("tables") || kind.isWord("functions")) {
      return kind.value();
    }
    throw Commands.notAvailable("GRANT ON ALL", kind);
  }

  private String names() {
    List<String> names = new ArrayList<>(List.of(Schemas.name(cursor)));
    while (cursor.seesMark(",")) {
      cursor.take();
      names.add(Schemas.name(cursor));
    }
    return String.join(", ", names);
  }

  private String grantees() {
    List<String> grantees = new ArrayList<>(List.of(grantee()));
    while (cursor.seesMark(",")) {
      cursor.take();
      grantees.add(grantee());
    }
    if (cursor.sees("with", "grant", "option") || cursor.sees("with", "admin", "option")) {
      cursor.take();
      String option = cursor.take().value();
      cursor.take();
      return String.join(", ", grantees) + " with " + option + " option";
    }
    return String.join(", ", grantees);
  }

  private String grantee() {
    if (cursor.sees("public")) {
      return cursor.take().value();
    }
    if (cursor.sees("group") || cursor.sees("role") || cursor.sees("user")) {
      cursor.take();
    }
    return ObjectName.quoted(cursor.takeName().value());
  }
}
