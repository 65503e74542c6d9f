package io.querycast;

import java.util.Optional;

/**
 * How a check went. Only the log is told more than whether all are up.
 *
 * @param name what is checked, in one word
 * @param advice what to look at; nothing where it is as it should be
 */
public record Health(String name, Optional<String> advice) {
  /** It is as it should be. */
  public static Health up(String name) {
    return new Health(name, Optional.empty());
  }

  /** It keeps this node from its work. */
  public static Health down(String name, String advice) {
    return new Health(name, Optional.of(advice));
  }
}
