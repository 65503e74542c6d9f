package io.querycast.local.cognito;

import io.querycast.local.AwsError;
import java.time.Instant;

/**
 * An app that makes codes, and that has proved that it does.
 *
 * @param secret the secret that it shares with the pool, in base 32
 * @param enabled whether signing in asks for a code, if the pool leaves that to its users
 * @param preferred whether it is asked before any other
 * @param usedStep the newest time step whose code was used: no code works twice
 */
record Authenticator(String secret, boolean enabled, boolean preferred, long usedStep) {

  Authenticator prefer(boolean nowEnabled, boolean nowPreferred) {
    return new Authenticator(secret, nowEnabled, nowEnabled && nowPreferred, usedStep);
  }

  /** Whether it could have made this code just now. */
  boolean made(String code, Instant now) {
    return Totp.stepOf(secret, code, now).isPresent();
  }

  /**
   * Uses up a code that it made.
   *
   * @throws AwsError {@code ExpiredCodeException} for a code that was used, or that is older than a
   *     used one
   */
  Authenticator use(String code, Instant now) throws AwsError {
    long step = Totp.stepOf(secret, code, now).orElse(Long.MIN_VALUE);
    if (step <= usedStep) {
      throw new AwsError("ExpiredCodeException", "Your software token has already been used once.");
    }
    return new Authenticator(secret, enabled, preferred, step);
  }

  /** Leaves the secret out: this text may end up in a log. */
  @Override
  public String toString() {
    return "Authenticator[enabled=%s]".formatted(enabled);
  }
}
