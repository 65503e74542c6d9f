package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private final FakeTicks ticks = new FakeTicks();
  private final Buckets buckets = new Buckets(ticks);

  @Test
  void whoAsksTooMuchIsToldAndTheOthersAreNot() {
    empty("abuser");

    Problem problem = assertThrows(Problem.class, () -> buckets.take("abuser"));

    assertEquals(ErrorCode.TOO_MANY_REQUESTS, problem.code());
    buckets.take("ada");
  }

  @Test
  void aMomentLaterThereIsRoomAgain() {
    empty("abuser");

    ticks.pass(Duration.ofSeconds(1));

    for (int i = 0; i < Buckets.PER_SECOND; i++) {
      buckets.take("abuser");
    }
    assertThrows(Problem.class, () -> buckets.take("abuser"));
  }

  private void empty(String user) {
    for (int i = 0; i < Buckets.BURST; i++) {
      buckets.take(user);
    }
  }
}
