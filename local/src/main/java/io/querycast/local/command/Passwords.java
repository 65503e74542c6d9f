package io.querycast.local.command;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;

/** Which passwords Redshift takes. They are checked and forgotten. */
final class Passwords {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 64;

  private Passwords() {}

  static void check(Token password) {
    if (password.kind() != Token.Kind.TEXT) {
      throw new Refused(
          "syntax error at or near \"%s\"".formatted(password.value()), password.start());
    }
    String text = password.value();
    // A hash is not looked into; with a prefix alone, what follows is the password.
    if (!text.matches("md5[0-9A-Fa-f]{32}") && !text.startsWith("sha256|")) {
      checkText(text);
    }
  }

  private static void checkText(String text) {
    if (text.length() < SHORTEST) {
      throw refused("must be at least 8 characters");
    }
    if (text.length() > LONGEST) {
      throw refused("must be at most 64 characters");
    }
    if (text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      throw refused("must contain a number");
    }
    if (text.chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
      throw refused("must contain an uppercase letter");
    }
    if (text.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      throw refused("must contain a lowercase letter");
    }
    // The guide forbids @ in its text, and uses it in its example.
    if (text.chars().anyMatch(c -> c < '!' || c > '~' || "'\"\\/".indexOf(c) >= 0)) {
      throw refused("must contain only printable ASCII characters other than ', \", \\ and /");
    }
  }

  private static Refused refused(String why) {
    return new Refused("password " + why, -1);
  }
}
