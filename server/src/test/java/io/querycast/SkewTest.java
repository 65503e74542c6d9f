package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SkewTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration QUICK = Duration.ofMillis(20);

  private Instant own = NOON;
  private final Skew skew = new Skew(() -> own);

  @Test
  void aClockThatIsRightIsBelieved() {
    skew.hear(NOON, QUICK);
    skew.hear(NOON.minusSeconds(1), QUICK);

    assertEquals(NOON, skew.now());
  }

  @Test
  void aClockThatIsAMinuteOffIsCorrectedEitherWay() {
    for (int off : new int[] {-59, 59}) {
      skew.hear(NOON.plusSeconds(off), QUICK);

      Duration left = Duration.between(NOON.plusSeconds(off), skew.now()).abs();
      assertTrue(left.toMillis() <= 1000, off + " s leave " + left);
      assertFalse(skew.isTooMuch());
    }
  }

  @Test
  void aClockThatJumpsIsCorrectedByTheNextAnswer() {
    skew.hear(NOON, QUICK);
    own = own.plusSeconds(50);
    skew.hear(NOON, QUICK);
    assertTrue(Duration.between(NOON, skew.now()).abs().toMillis() <= 1000);

    own = own.minusSeconds(50);
    skew.hear(NOON, QUICK);

    assertEquals(NOON, skew.now());
  }

  @Test
  void moreThanAMinuteIsTooMuch() {
    skew.hear(NOON.plusSeconds(62), QUICK);

    assertTrue(skew.isTooMuch());
  }

  @Test
  void anAnswerThatTookLongSaysNothing() {
    skew.hear(NOON.plusSeconds(60), Duration.ofSeconds(10));

    assertEquals(NOON, skew.now());
  }
}
