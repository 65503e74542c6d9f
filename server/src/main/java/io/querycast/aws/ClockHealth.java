package io.querycast.aws;

import io.querycast.Health;
import io.querycast.HealthCheck;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Ready if this machine's clock is near enough to AWS's. */
@Singleton
public class ClockHealth implements HealthCheck {
  private final ClockSkew skew;

  @Inject
  ClockHealth(ClockSkew skew) {
    this.skew = skew;
  }

  @Override
  public Health health() {
    return skew.isTooMuch()
        ? Health.down(
            "clock",
            "This machine's clock is wrong by %d s: synchronize it with a time server."
                .formatted(skew.behind().abs().toSeconds()))
        : Health.up("clock");
  }
}
