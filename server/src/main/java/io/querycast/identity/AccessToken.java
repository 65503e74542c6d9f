package io.querycast.identity;

import io.querycast.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * An access token of ours.
 *
 * @param text all of it: never to be shown, logged, or stored as it is
 * @param until when it ends
 */
public record AccessToken(String text, Instant until) {
  /** What Cognito asks of a token that its own API is called with. */
  private static final String SCOPE = "aws.cognito.signin.user.admin";

  static final String ATTRIBUTE = AccessToken.class.getName();

  /** A name of it that tells nothing of it. */
  String fingerprint() {
    return Secret.hash(text);
  }

  /**
   * The token, where Cognito can be asked about it.
   *
   * @param scopes as the token has them, with blanks between; null for none
   */
  static Optional<AccessToken> askable(String text, Instant until, String scopes) {
    return scopes != null && (" " + scopes + " ").contains(" " + SCOPE + " ")
        ? Optional.of(new AccessToken(text, until))
        : Optional.empty();
  }

  /** What a request was let in with; nothing where Cognito can't be asked about that. */
  public static Optional<AccessToken> of(HttpServletRequest request) {
    return Optional.ofNullable((AccessToken) request.getAttribute(ATTRIBUTE));
  }

  @Override
  public String toString() {
    return "AccessToken[until=%s]".formatted(until);
  }
}
