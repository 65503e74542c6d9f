package io.querycast.local.redshift;

import io.querycast.local.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The content of {@code NextToken}: what is being read, and where to go on. */
final class NextTokens {
  private NextTokens() {}

  /** The token for a place in a list; places count from 0. */
  static String of(String what, int place) {
    return encoded(what + "#" + place);
  }

  /**
   * The place that a token names; 0 if there is no token.
   *
   * @param places how many places there are
   * @throws AwsError if the token was not made for this list
   */
  static int place(String what, String token, int places) throws AwsError {
    if (token == null) {
      return 0;
    }
    try {
      String text = decoded(token);
      int place =
          text.startsWith(what + "#") ? Integer.parseInt(text.substring(what.length() + 1)) : -1;
      if (place > 0 && place < places) {
        return place;
      }
    } catch (IllegalArgumentException e) {
      // answered below
    }
    throw invalid();
  }

  /** The token for what comes behind a place in a list that grows at its front. */
  static String behind(String what, Statements.Place last) {
    return encoded("%s#%d#%s".formatted(what, last.createdAt(), last.id()));
  }

  /**
   * The place that such a token names; null if there is no token.
   *
   * @throws AwsError if the token was not made for this list
   */
  static Statements.Place before(String what, String token) throws AwsError {
    if (token == null) {
      return null;
    }
    try {
      String[] parts = decoded(token).split("#", 3);
      if (parts.length == 3 && parts[0].equals(what)) {
        return new Statements.Place(Long.parseLong(parts[1]), parts[2]);
      }
    } catch (IllegalArgumentException e) {
      // answered below
    }
    throw invalid();
  }

  static AwsError invalid() {
    return StatementRequest.invalid("Invalid NextToken.");
  }

  private static String encoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * @throws IllegalArgumentException if it is not a token
   */
  private static String decoded(String token) {
    return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
  }
}
