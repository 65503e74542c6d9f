package io.querycast.push;

import io.querycast.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens a socket, once. A ticket names its session, so that the session is found in its user's
 * partition. Only the secret in it admits.
 */
record Ticket(String userId, String sessionId, String secret) {
  /** Fits a user's id of 128 bytes; the pool's ids have 36. */
  private static final int MOST_OF_USER = 171;

  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9_-]{1,%d})[.]([A-Za-z0-9_-]{%d})[.]([A-Za-z0-9_-]{%d})"
              .formatted(MOST_OF_USER, Secret.ID_LENGTH, Secret.LENGTH));

  /**
   * Reads a ticket. It returns nothing for every text that is not a ticket, and the store is not
   * asked.
   */
  static Optional<Ticket> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      byte[] userId = Base64.getUrlDecoder().decode(parts.group(1));
      Ticket ticket =
          new Ticket(new String(userId, StandardCharsets.UTF_8), parts.group(2), parts.group(3));
      // Each ticket has only one text.
      return Optional.of(ticket).filter(read -> read.toString().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The ticket as it travels: only letters, digits, '-', '_' and '.', which a sub-protocol may
   * have.
   */
  @Override
  public String toString() {
    String user =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(userId.getBytes(StandardCharsets.UTF_8));
    return user + "." + sessionId + "." + secret;
  }
}
