package io.querycast.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How far this machine's clock is from AWS's, told from the answers of its services.
 *
 * <p>Times that one node writes are read by others, so a node goes by AWS's time where its own is
 * off by more than can be told exactly.
 */
public class ClockSkew {
  /** A service says its time in whole seconds, and an answer takes a moment. */
  private static final Duration EXACT = Duration.ofSeconds(2);

  /** An answer that took longer says too little about what time it is. */
  private static final Duration SLOW = Duration.ofSeconds(2);

  /** As much as access tokens and signatures bear. */
  private static final Duration MOST = Duration.ofSeconds(60);

  private final InstantSource own;
  private volatile Duration correction = Duration.ZERO;

  /** What the last answer said, where it was not the same. */
  private volatile Duration doubt = Duration.ZERO;

  /**
   * @param own this machine's clock
   */
  public ClockSkew(InstantSource own) {
    this.own = own;
  }

  /** The time by AWS's clocks. */
  public Instant now() {
    return own.instant().plus(correction);
  }

  /**
   * Takes a service's word for what time it is.
   *
   * @param theirs when it answered, in whole seconds
   * @param took how long ago it was asked
   */
  public void hear(Instant theirs, Duration took) {
    if (took.compareTo(SLOW) > 0) {
      return;
    }
    Instant sent = own.instant().minus(took.dividedBy(2));
    Duration behind = Duration.between(sent, theirs.plusMillis(500));
    // Within what can be told nothing moves, so that the time does not jump back and forth.
    if (isNear(behind, correction)) {
      doubt = correction;
    } else if (isNear(behind, doubt)) {
      correction = isNear(behind, Duration.ZERO) ? Duration.ZERO : behind;
    } else {
      // One alone may be wrong, such as what something in between has kept.
      doubt = behind;
    }
  }

  private static boolean isNear(Duration one, Duration other) {
    return one.minus(other).abs().compareTo(EXACT) <= 0;
  }

  /** By how much this machine's clock is behind AWS's; negative where it is ahead. */
  public Duration behind() {
    return correction;
  }

  /** Whether it is off by more than 60 s, which tokens and signatures do not bear. */
  public boolean isTooMuch() {
    return correction.abs().compareTo(MOST) > 0;
  }
}
