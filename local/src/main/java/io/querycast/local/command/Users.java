package io.querycast.local.command;

import io.querycast.local.sql.SessionCommands;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * Users, groups and roles. A password is read and forgotten: the Data API lets its callers in, not
 * the warehouse.
 */
final class Users {
  private Users() {}

  /** What the engine calls a user, a group or a role: a group may have a user's name. */
  static String inEngine(String kind, String name) {
    return ObjectName.quoted(kind.equals("user") ? name : kind + ' ' + name);
  }

  static Translated create(Cursor cursor) {
    String kind = cursor.take().value();
    String name = cursor.takeUserName();
    List<String> steps = new ArrayList<>();
    steps.add(call("create_role", ObjectName.text(kind), ObjectName.text(name)));
    switch (kind) {
      case "user" -> {
        if (!says(cursor, "password")) {
          throw new Refused("PASSWORD must be specified for user \"%s\"".formatted(name), -1);
        }
        steps.addAll(options(cursor, name));
      }
      case "group" -> {
        if (cursor.sees("with")) {
          cursor.take();
        }
        if (cursor.sees("user")) {
          cursor.take();
          members(cursor, name, true, steps);
        }
      }
      default -> {
        // What ties a role to a group of an identity provider; else it has a name and no more.
        if (cursor.sees("externalid")) {
          throw Refused.notAvailable("CREATE ROLE EXTERNALID", cursor.peek());
        }
      }
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "create " + kind);
  }

  static Translated alter(Cursor cursor) {
    Token what = cursor.take();
    String kind = what.value();
    String name = cursor.takeUserName();
    List<String> steps = new ArrayList<>(List.of(mustBe(kind, name)));
    if (cursor.sees("with", "rename")) {
      cursor.take();
    }
    if (cursor.sees("rename", "to")) {
      cursor.take();
      cursor.take();
      String becomes = cursor.takeUserName();
      steps.add(
          call(
              "rename_role",
              ObjectName.text(kind),
              ObjectName.text(name),
              ObjectName.text(becomes)));
    } else if (what.isWord("group")) {
      boolean adds = cursor.sees("add");
      if (!adds && !cursor.sees("drop")) {
        throw cursor.unexpected();
      }
      cursor.take();
      cursor.take("user");
      members(cursor, name, adds, steps);
    } else if (what.isWord("user")) {
      steps.add(call("require_may_alter", ObjectName.text(name)));
      steps.addAll(options(cursor, name));
    } else {
      throw Commands.notAvailable("ALTER ROLE", cursor.peek());
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "alter " + kind);
  }

  private static List<String> options(Cursor cursor, String name) {
    String user = ObjectName.text(name);
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
        case "createuser", "nocreateuser" ->
            steps.add(call("set_superuser", user, "" + option.isWord("createuser")));
        case "createdb", "nocreatedb" ->
            steps.add(call("set_createdb", user, "" + option.isWord("createdb")));
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
            steps.add(member(cursor.takeUserName(), name, true));
          } while (cursor.seesMark(","));
        }
        case "valid" -> {
          cursor.take("until");
          steps.add(call("limit_user", user, "null", ObjectName.text(cursor.take().value())));
        }
        case "connection" -> {
          cursor.take("limit");
          Token limit = cursor.take();
          if (limit.kind() != Token.Kind.NUMBER && !limit.isWord("unlimited")) {
            throw Commands.unknown(limit);
          }
          String most = limit.isWord("unlimited") ? "-1" : limit.value();
          steps.add(call("limit_user", user, most, "null"));
        }
        case "session" -> {
          cursor.take("timeout");
          timeout(cursor.take());
        }
        // The settings with which a user's sessions begin.
        case "set" -> {
          Translated.Set set = SessionCommands.assignment(cursor);
          steps.add(setting(user, set.name(), set.values()));
        }
        case "reset" -> {
          if (cursor.sees("session", "timeout")) {
            cursor.take();
            cursor.take();
          } else {
            steps.add(setting(user, SessionCommands.name(cursor), List.of()));
          }
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

  private static String setting(String user, String name, List<String> values) {
    return call("keep_setting", user, ObjectName.text(name), ObjectName.array(values));
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
    return call("require_kind", ObjectName.text(kind), ObjectName.text(name));
  }

  /** The users that a group gets or loses. */
  private static void members(Cursor cursor, String group, boolean belong, List<String> steps) {
    do {
      if (cursor.seesMark(",")) {
        cursor.take();
      }
      steps.add(member(group, cursor.takeUserName(), belong));
    } while (cursor.seesMark(","));
  }

  private static String member(String group, String user, boolean belongs) {
    return call("set_member", ObjectName.text(group), ObjectName.text(user), "" + belongs);
  }

  /** The name of a role; those that Redshift comes with are not here. */
  static String role(Cursor cursor) {
    Token at = cursor.peek();
    String name = cursor.takeUserName();
    if (name.startsWith("sys:")) {
      throw Refused.notAvailable("GRANT ROLE " + name, at);
    }
    return name;
  }

  private static String call(String function, String... arguments) {
    return "select redshift.%s(%s)".formatted(function, String.join(", ", arguments));
  }
}
