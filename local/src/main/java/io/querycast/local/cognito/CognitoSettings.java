package io.querycast.local.cognito;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What can be chosen of a pool.
 *
 * @param issuer where browsers and servers reach the pool, without its id: {@code
 *     http://localhost:4566}
 * @param poolId {@code region_name}, the name of letters and digits
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
    /** Nobody is asked. */
    OFF,
    /** Whoever has set it up is asked. */
    OPTIONAL,
    /** Everybody is, and has to set it up. */
    ON
  }
}
