package io.querycast.identity;

import io.querycast.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * An access token of ours.
 *
 * @param text the whole token: never show it, log it, or store it in the clear
 * @param until when it ends
 */
public record AccessToken(String text, Instant until) {
  /** Cognito asks for this scope in a token that calls its own API. */
  private static final String SCOPE = "aws.cognito.signin.user.admin";

  static final String ATTRIBUTE = AccessToken.class.getName();

  /** A name for the token that reveals nothing about it. */
  String fingerprint() {
    return Secret.hash(text);
  }

  /**
   * Returns the token if Cognito can be asked about it.
   *
   * @param scopes as the token has them, with blanks between; null if it has none
   */
  static Optional<AccessToken> askable(String text, Instant until, String scopes) {
    return scopes != null && (" " + scopes + " ").contains(" " + SCOPE + " ")
        ? Optional.of(new AccessToken(text, until))
        : Optional.empty();
  }

  /** Returns the token that admitted a request; nothing if Cognito can't be asked about it. */
  public static Optional<AccessToken> of(HttpServletRequest request) {
    return Optional.ofNullable((AccessToken) request.getAttribute(ATTRIBUTE));
  }

  @Override
  public String toString() {
    return "AccessToken[until=%s]".formatted(until);
  }
}
