package io.querycast;

import java.util.Optional;

/**
 * The result of a check. Only the log gets more than whether all checks are up.
 *
 * @param name what is checked, in one word
 * @param advice what to look at; empty if it is up
 */
public record Health(String name, Optional<String> advice) {
  /** It works. */
  public static Health up(String name) {
    return new Health(name, Optional.empty());
  }

  /** It keeps this node from its work. */
  public static Health down(String name, String advice) {
    return new Health(name, Optional.of(advice));
  }
}
