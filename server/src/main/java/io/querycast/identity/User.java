package io.querycast.identity;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.time.Instant;
import java.util.Set;

/**
 * A signed-in user.
 *
 * @param id the Cognito subject
 * @param groups the Cognito groups of the user when the token was made
 * @param until when the token ends
 */
public record User(String id, Set<String> groups, Instant until) implements Principal {
  private static final String ANALYST = "analyst";
  private static final String ADMIN = "admin";

  public User {
    groups = Set.copyOf(groups);
  }

  /** Returns the sender of the request. Every route but the public ones has one. */
  public static User of(SecurityContext context) {
    return (User) context.getUserPrincipal();
  }

  /**
   * Requires the one group that may use SQL of its own, and all that belongs to it.
   *
   * @throws Problem if the user is not a member
   */
  public void requireAnalyst() {
    if (!groups.contains(ANALYST)) {
      throw new Problem(
          ErrorCode.NOT_AN_ANALYST,
          "Only members of the group 'analyst' may run their own SQL. Choose a query instead.");
    }
  }

  /**
   * Requires the one group that may do what concerns all users.
   *
   * @throws Problem if the user is not a member
   */
  public void requireAdmin() {
    if (!groups.contains(ADMIN)) {
      throw new Problem(
          ErrorCode.NOT_AN_ADMIN,
          "Only members of the group 'admin' may do this. Ask one of them.");
    }
  }

  @Override
  public String getName() {
    return id;
  }
}
