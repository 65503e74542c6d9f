package io.querycast.local.cognito;

import io.querycast.local.AwsError;
import java.security.SecureRandom;
import java.util.function.IntPredicate;

/** Cognito's default policy: eight characters or more, of all four kinds. */
final class PasswordPolicy {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 256;
  private static final String SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ";

  /** How many characters of a temporary password are random. */
  private static final int TEMPORARY = 10;

  /** Characters that look like others, or that must be escaped in most places. */
  private static final String UNCLEAR = "0O1lI|'\"`\\<>&";

  private static final SecureRandom RANDOM = new SecureRandom();

  private PasswordPolicy() {}

  /**
   * @throws AwsError {@code InvalidPasswordException} that says what is missing
   */
  static void check(String password) throws AwsError {
    if (password.length() > LONGEST || !password.equals(password.strip())) {
      throw new AwsError(
          "InvalidParameterException",
          "Password must have at most 256 characters and no space at its ends.");
    }
    require(password.length() >= SHORTEST, "Password not long enough");
    require(has(password, c -> c >= 'A' && c <= 'Z'), "Password must have uppercase characters");
    require(has(password, c -> c >= 'a' && c <= 'z'), "Password must have lowercase characters");
    require(has(password, c -> c >= '0' && c <= '9'), "Password must have numeric characters");
    require(has(password, c -> SYMBOLS.indexOf(c) >= 0), "Password must have symbol characters");
  }

  /** A valid password, for a user who will choose another. */
  static String random() {
    return RANDOM
        .ints(TEMPORARY, '!', '~' + 1)
        .filter(each -> UNCLEAR.indexOf(each) < 0)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .append("Aa1!")
        .toString();
  }

  private static boolean has(String password, IntPredicate kind) {
    return password.chars().anyMatch(kind);
  }

  private static void require(boolean conforms, String otherwise) throws AwsError {
    if (!conforms) {
      throw new AwsError(
          "InvalidPasswordException", "Password did not conform with policy: " + otherwise);
    }
  }
}
