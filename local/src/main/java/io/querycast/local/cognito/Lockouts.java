package io.querycast.local.cognito;

import io.querycast.local.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Makes guessing passwords slow, as Cognito does. The fifth wrong password locks for a second, and
 * each further one for twice as long, up to 15 minutes. A right password, or 15 quiet minutes after
 * the lock, clears the count.
 */
final class Lockouts {
  private static final int FREE_FAILURES = 5;
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int MOST = 10_000;

  private static final class Attempts {
    private int failures;
    private Instant lockedUntil = Instant.MIN;
  }

  private final InstantSource clock;
  private final Map<String, Attempts> bySub = new Bounded<>(MOST);

  Lockouts(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Allows one try. A user's tries go one after another: many at once would all pass before the
   * first was counted.
   *
   * @param proof checks whether the password is right; not called during a lock
   * @param locked the refusal during a lock; a try that meets it is not counted
   */
  boolean attempt(String sub, BooleanSupplier proof, Supplier<AwsError> locked) throws AwsError {
    Attempts attempts = of(sub);
    synchronized (attempts) {
      Instant now = clock.instant();
      if (now.isBefore(attempts.lockedUntil)) {
        throw locked.get();
      }
      if (attempts.failures > 0 && !now.isBefore(attempts.lockedUntil.plus(LONGEST))) {
        attempts.failures = 0;
      }
      boolean right = proof.getAsBoolean();
      attempts.failures = right ? 0 : attempts.failures + 1;
      attempts.lockedUntil = now.plus(lock(attempts.failures));
      return right;
    }
  }

  private static Duration lock(int failures) {
    if (failures < FREE_FAILURES) {
      return Duration.ZERO;
    }
    // 2^10 s is already longer than the longest lock: further doubling would only overflow.
    Duration doubled = Duration.ofSeconds(1L << Math.min(failures - FREE_FAILURES, 10));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }

  private Attempts of(String sub) {
    synchronized (bySub) {
      return bySub.computeIfAbsent(sub, unknown -> new Attempts());
    }
  }
}
