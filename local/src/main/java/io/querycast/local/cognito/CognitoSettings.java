package io.querycast.local.cognito;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of a pool.
 *
 * @param issuer the address at which browsers and servers reach the pool, without its id: {@code
 *     http://localhost:4566}
 * @param poolId {@code region_name}; the name has only letters and digits
 * @param tokenLife how long access and id tokens last: a second or longer; Cognito's default is an
 *     hour
 * @param requiredAttributes what every user must have besides the email, of {@link #ATTRIBUTES}
 */
public record CognitoSettings(
    URI issuer,
    String poolId,
    String clientId,
    Duration tokenLife,
    Mode mfa,
    Set<String> requiredAttributes) {

  /** What a pool may require of its users besides their email. */
  public static final Set<String> ATTRIBUTES =
      Collections.unmodifiableSortedSet(new TreeSet<>(Attributes.NAMES));

  /** Whether the pool asks for second codes, in Cognito's words. */
  public enum Mode {
    /** The pool asks nobody. */
    OFF,
    /** The pool asks the users who have set it up. */
    OPTIONAL,
    /** The pool asks everybody, and everybody has to set it up. */
    ON
  }
}
