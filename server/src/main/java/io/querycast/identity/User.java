package io.querycast.identity;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
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

  /**
   * SQL of one's own, and all that belongs to it, is for one group.
   *
   * @throws Problem where the user is no member of it
   */
  public void requireAnalyst() {
    if (!groups.contains(ANALYST)) {
      throw new Problem(
          ErrorCode.NOT_AN_ANALYST,
          "Only members of the group 'analyst' may run SQL of their own. Choose a query instead.");
    }
  }

  @Override
  public String getName() {
    return id;
  }
}
