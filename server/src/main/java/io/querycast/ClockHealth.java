package io.querycast;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while this machine's clock is near enough to AWS's. */
@Readiness
@Singleton
public class ClockHealth implements HealthCheck {
  private final Skew skew;

  @Inject
  ClockHealth(Skew skew) {
    this.skew = skew;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("clock").status(!skew.isTooMuch());
    if (skew.isTooMuch()) {
      response.withData(
          "advice",
          "This machine's clock is %d s off: let it follow a time server."
              .formatted(skew.behind().abs().toSeconds()));
    }
    return response.build();
  }
}
