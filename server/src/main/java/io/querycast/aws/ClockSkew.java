package io.querycast.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How far this machine's clock is from AWS's, measured by the answers of AWS's services.
 *
 * <p>Other nodes read the times that a node writes. So a node uses AWS's time if its own clock is
 * wrong by more than the error of the measurement.
 */
public class ClockSkew {
  /** A service gives its time in whole seconds, and an answer takes a moment. */
  private static final Duration EXACT = Duration.ofSeconds(2);

  /** An answer that took longer than this says too little about the time. */
  private static final Duration SLOW = Duration.ofSeconds(2);

  /** Access tokens and signatures tolerate up to this much. */
  private static final Duration MOST = Duration.ofSeconds(60);

  private final InstantSource own;
  private volatile Duration correction = Duration.ZERO;

  /** What the last answer said, if it differs from the correction in force. */
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
   * Takes in a service's time.
   *
   * @param theirs when the service answered, in whole seconds
   * @param took how long ago it was asked
   */
  public void hear(Instant theirs, Duration took) {
    if (took.compareTo(SLOW) > 0) {
      return;
    }
    Instant sent = own.instant().minus(took.dividedBy(2));
    Duration behind = Duration.between(sent, theirs.plusMillis(500));
    // A difference within the measurement error changes nothing, so that the time does not jump.
    if (isNear(behind, correction)) {
      doubt = correction;
    } else if (isNear(behind, doubt)) {
      correction = isNear(behind, Duration.ZERO) ? Duration.ZERO : behind;
    } else {
      // One answer alone may be wrong, for example one from a cache in between.
      doubt = behind;
    }
  }

  private static boolean isNear(Duration one, Duration other) {
    return one.minus(other).abs().compareTo(EXACT) <= 0;
  }

  /** By how much this machine's clock is behind AWS's; negative if it is ahead. */
  public Duration behind() {
    return correction;
  }

  /** Whether the clock is wrong by more than 60 s, which tokens and signatures do not tolerate. */
  public boolean isTooMuch() {
    return correction.abs().compareTo(MOST) > 0;
  }
}
