package io.querycast.local.command;

import io.querycast.local.engine.Engine;
import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Refused;
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
    steps.add(
        "select redshift.require_new(%s, %s)"
            .formatted(ObjectName.text(what.value()), ObjectName.text(name)));
    switch (what.value()) {
      case "user" -> {
        if (!says(cursor, "password")) {
          throw new Refused("PASSWORD must be specified for user \"%s\"".formatted(name), -1);
        }
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
          String users = names(cursor, steps);
          steps.add("grant " + role + " to " + users);
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
    List<String> steps = new ArrayList<>(List.of(mustBe(what.value(), name)));
    if (cursor.sees("with", "rename")) {
      cursor.take();
    }
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
      String users = names(cursor, steps);
      steps.add((adds ? "grant " : "revoke ") + role + (adds ? " to " : " from ") + users);
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
        case "password" -> {
          Token password = cursor.take();
          if (!password.isWord("disable")) {
            Passwords.check(password);
          }
        }
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
          do {
            if (cursor.seesMark(",")) {
              cursor.take();
            }
            String group = cursor.takeName().value();
            steps.add(mustBe("group", group));
            steps.add("grant " + ObjectName.quoted(group) + " to " + role);
          } while (cursor.seesMark(","));
        }
        case "valid" -> {
          cursor.take("until");
          steps.add(
              "alter role " + role + " valid until " + ObjectName.text(cursor.take().value()));
        }
        case "connection" -> {
          cursor.take("limit");
          Token limit = cursor.take();
          if (limit.kind() != Token.Kind.NUMBER && !limit.isWord("unlimited")) {
            throw Commands.unknown(limit);
          }
          steps.add(
              "alter role %s connection limit %s"
                  .formatted(role, limit.isWord("unlimited") ? "-1" : limit.value()));
        }
        case "session" -> {
          cursor.take("timeout");
          timeout(cursor.take());
        }
        // The settings with which a user's sessions begin.
        case "set" -> throw Refused.notAvailable("ALTER USER SET", option);
        case "reset" -> {
          if (!cursor.sees("session")) {
            throw Refused.notAvailable("ALTER USER RESET", option);
          }
          cursor.take();
          cursor.take("timeout");
        }
        case "externalid" -> {
          if (cursor.sees("to")) {
            cursor.take();
          }
          cursor.take();
        }
        default -> throw Commands.unknown(option);
      }
    }
    return steps;
  }

  /** Whether one of the words that come says this. */
  private static boolean says(Cursor cursor, String word) {
    int ahead = 0;
    while (cursor.peek(ahead).kind() != Token.Kind.END) {
      if (cursor.peek(ahead++).isWord(word)) {
        return true;
      }
    }
    return false;
  }

  private static void timeout(Token limit) {
    boolean isNumber = limit.kind() == Token.Kind.NUMBER && limit.value().matches("[0-9]{1,9}");
    int seconds = isNumber ? Integer.parseInt(limit.value()) : 0;
    if (seconds < 60 || seconds > 1_728_000) {
      throw new Refused("SESSION TIMEOUT must be between 60 and 1728000 seconds", limit.start());
    }
  }

  /** A step that fails if there is no user, group or role of this name. */
  static String mustBe(String kind, String name) {
    return "select redshift.require_%s(%s)".formatted(kind, ObjectName.text(name));
  }

  /** The users of a group, who must be there. */
  private static String names(Cursor cursor, List<String> steps) {
    List<String> names = new ArrayList<>();
    do {
      if (cursor.seesMark(",")) {
        cursor.take();
      }
      String name = cursor.takeName().value();
      steps.add(mustBe("user", name));
      names.add(ObjectName.quoted(name));
    } while (cursor.seesMark(","));
    return String.join(", ", names);
  }
}
