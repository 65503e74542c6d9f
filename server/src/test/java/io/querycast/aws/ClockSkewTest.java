package io.querycast.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration QUICK = Duration.ofMillis(20);

  private Instant own = NOON;
  private final ClockSkew skew = new ClockSkew(() -> own);

  @Test
  void aClockThatIsRightIsBelieved() {
    hear(NOON, QUICK);
    hear(NOON.minusSeconds(1), QUICK);

    assertEquals(NOON, skew.now());
  }

  @Test
  void aClockThatIsAMinuteOffIsCorrectedEitherWay() {
    for (int off : new int[] {-59, 59}) {
      hear(NOON.plusSeconds(off), QUICK);

      Duration left = Duration.between(NOON.plusSeconds(off), skew.now()).abs();
      assertTrue(left.toMillis() <= 1000, off + " s leave " + left);
      assertFalse(skew.isTooMuch());
    }
  }

  @Test
  void aClockThatJumpsIsCorrectedByTheNextAnswer() {
    hear(NOON, QUICK);
    own = own.plusSeconds(50);
    hear(NOON, QUICK);
    assertTrue(Duration.between(NOON, skew.now()).abs().toMillis() <= 1000);

    own = own.minusSeconds(50);
    hear(NOON, QUICK);

    assertEquals(NOON, skew.now());
  }

  @Test
  void moreThanAMinuteIsTooMuch() {
    hear(NOON.plusSeconds(62), QUICK);

    assertTrue(skew.isTooMuch());
  }

  @Test
  void aSlowAnswerIsNotUsed() {
    hear(NOON.plusSeconds(60), Duration.ofSeconds(10));

    assertEquals(NOON, skew.now());
  }

  @Test
  void oneAnswerAloneIsNotBelieved() {
    skew.hear(NOON, QUICK);
    skew.hear(NOON.plusSeconds(3600), QUICK);
    skew.hear(NOON, QUICK);
    skew.hear(NOON.plusSeconds(1800), QUICK);

    assertEquals(NOON, skew.now());
  }

  /** Two answers give the same time. */
  private void hear(Instant theirs, Duration took) {
    skew.hear(theirs, took);
    skew.hear(theirs, took);
  }
}
