package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.FakeNanoClock;
import io.querycast.TestSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final RateLimits limits =
      new RateLimits(new ClientAddress(0, new GatewaySecret(TestSettings.SETTINGS)), ticks, null);

  @Test
  void aUserOpensManySessionsInARowAndThenFew() {
    for (int i = 0; i < RateLimits.SESSIONS.burst(); i++) {
      limits.openSession("ada");
    }

    assertEquals(
        ErrorCode.TOO_MANY_REQUESTS,
        assertThrows(Problem.class, () -> limits.openSession("ada")).code());
    limits.openSession("eve");
    ticks.pass(Duration.ofSeconds(5));
    limits.openSession("ada");
    assertThrows(Problem.class, () -> limits.openSession("ada"));
  }
}
