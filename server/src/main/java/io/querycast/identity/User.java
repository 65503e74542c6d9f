package io.querycast.identity;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.time.Instant;
import java.util.Set;

/**
 * Who is signed in.
 *
 * @param id the Cognito subject
 * @param groups the Cognito groups the user was in when the token was made
 * @param until when the token ends
 */
public record User(String id, Set<String> groups, Instant until) implements Principal {
  private static final String ANALYST = "analyst";

  public User {
    groups = Set.copyOf(groups);
  }

  /** Whoever sent the request; every route but the public ones has somebody. */
  public static User of(SecurityContext context) {
    return (User) context.getUserPrincipal();
  }

  /** Whether the user may run SQL of their own. */
  public boolean isAnalyst() {
    return groups.contains(ANALYST);
  }

  @Override
  public String getName() {
    return id;
  }
}
