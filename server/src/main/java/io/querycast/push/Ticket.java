package io.querycast.push;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What opens a socket, once. It says whose session it is for, so that the session is found in its
 * user's partition; only the secret in it admits.
 */
record Ticket(String userId, String sessionId, String secret) {
  private static final int PARTS = 3;

  /** Reads a ticket; nothing where it is none. */
  static Optional<Ticket> parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != PARTS || parts[0].isEmpty() || parts[1].isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] userId = Base64.getUrlDecoder().decode(parts[0]);
      return Optional.of(
          new Ticket(new String(userId, StandardCharsets.UTF_8), parts[1], parts[2]));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As it travels: letters, digits, '-', '_' and '.' alone, which a sub-protocol may have. */
  @Override
  public String toString() {
    String user =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(userId.getBytes(StandardCharsets.UTF_8));
    return user + "." + sessionId + "." + secret;
  }
}
