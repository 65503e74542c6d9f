package io.querycast.local.command;

import io.querycast.local.engine.Engine;
import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Token;
import io.querycast.local.sql.Translated;
import java.util.ArrayList;
import java.util.List;

/**
 * Users, groups and roles. A password is read and forgotten: the Data API lets its callers in, not
 * the warehouse.
 */
final class Users {
  private static final String SUPERUSERS = "rds_superuser";

  private Users() {}

  static Translated create(Cursor cursor) {
    Token what = cursor.take();
    String name = cursor.takeName().value();
    String role = ObjectName.quoted(name);
    List<String> steps = new ArrayList<>();
    switch (what.value()) {
      case "user" -> {
        steps.add("create role " + role + " login");
        steps.addAll(options(cursor, role));
        // A superuser may do what this user may, and the reader reads what this user will make.
        steps.add("grant " + role + " to current_user with inherit true, set true");
        steps.add(
            "alter default privileges for role %s grant select on tables to %s"
                .formatted(role, Engine.READER));
      }
      case "group" -> {
        steps.add("create role " + role);
        if (cursor.sees("with")) {
          cursor.take();
        }
        if (cursor.sees("user")) {
          cursor.take();
          steps.add("grant " + role + " to " + names(cursor));
        }
      }
      default -> {
        steps.add("create role " + role);
        steps.add("select redshift.keep_role(" + ObjectName.text(name) + ")");
      }
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "create " + what.value());
  }

  static Translated alter(Cursor cursor) {
    Token what = cursor.take();
    String name = cursor.takeName().value();
    String role = ObjectName.quoted(name);
    List<String> steps = new ArrayList<>();
    if (cursor.sees("rename", "to")) {
      cursor.take();
      cursor.take();
      steps.add(
          "alter role " + role + " rename to " + ObjectName.quoted(cursor.takeName().value()));
    } else if (what.isWord("group")) {
      boolean adds = cursor.sees("add");
      if (!adds && !cursor.sees("drop")) {
        throw cursor.unexpected();
      }
      cursor.take();
      cursor.take("user");
      steps.add((adds ? "grant " : "revoke ") + role + (adds ? " to " : " from ") + names(cursor));
    } else if (what.isWord("user")) {
      steps.add("select redshift.require_may_alter(" + ObjectName.text(name) + ")");
      steps.addAll(options(cursor, role));
    } else {
      throw Commands.notAvailable("ALTER ROLE", cursor.peek());
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "alter " + what.value());
  }

  private static List<String> options(Cursor cursor, String role) {
    List<String> steps = new ArrayList<>();
    if (cursor.sees("with")) {
      cursor.take();
    }
    while (!cursor.atEnd() && !cursor.seesMark(";")) {
      Token option = cursor.take();
      switch (option.value()) {
        case "password" -> cursor.take();
        case "createuser" -> {
          steps.add("alter role " + role + " createrole");
          steps.add("grant " + SUPERUSERS + " to " + role + " with admin option");
        }
        case "nocreateuser" -> {
          steps.add("alter role " + role + " nocreaterole");
          steps.add("revoke " + SUPERUSERS + " from " + role);
        }
        case "createdb", "nocreatedb" -> {
          // There is one database here.
        }
        case "syslog" -> {
          cursor.take("access");
          cursor.take();
        }
        case "in" -> {
          cursor.take("group");
          for (String group : names(cursor).split(", ")) {
            steps.add("grant " + group + " to " + role);
          }
        }
        case "valid" -> {
          cursor.take("until");
          steps.add(
              "alter role " + role + " valid until " + ObjectName.text(cursor.take().value()));
        }
        case "connection" -> {
          cursor.take("limit");
          Token limit = cursor.take();
          steps.add(
              "alter role %s connection limit %s"
                  .formatted(role, limit.isWord("unlimited") ? "-1" : limit.value()));
        }
        case "session" -> {
          cursor.take("timeout");
          cursor.take();
        }
        case "reset" -> {
          cursor.take("session");
          cursor.take("timeout");
        }
        case "externalid" -> {
          if (cursor.sees("to")) {
            cursor.take();
          }
          cursor.take();
        }
        default -> throw Commands.notAvailable("USER", option);
      }
    }
    return steps;
  }

  private static String names(Cursor cursor) {
    List<String> names = new ArrayList<>(List.of(ObjectName.quoted(cursor.takeName().value())));
    while (cursor.seesMark(",")) {
      cursor.take();
      names.add(ObjectName.quoted(cursor.takeName().value()));
    }
    return String.join(", ", names);
  }
}
