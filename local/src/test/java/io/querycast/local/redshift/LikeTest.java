package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikeTest {

  @ParameterizedTest
  @CsvSource({
    "%, trips, true",
    "trips, trips, true",
    "trip, trips, false",
    "trip_, trips, true",
    "t%s, trips, true",
    "%ip%, trips, true",
    "%x%, trips, false",
    "t%i%s%, trips, true",
    "___, trips, false",
    "'', trips, false",
    "a\\_b, a_b, true",
    "a\\_b, axb, false",
    "\\%, %, true",
    "\\%, x, false",
    "a\\, a\\, true",
    "%%, '', true",
    "_, '', false",
    "[a-z]+, trips, false"
  })
  void aNameIsMatchedAsByLike(String pattern, String name, boolean taken) {
    assertEquals(taken, new Like(pattern).takes(name));
  }

  /** The limit only ends a test that hangs. */
  @Test
  @Timeout(60)
  void theCostGrowsOnlyWithTheNumberOfPercentSigns() {
    assertFalse(new Like("%a".repeat(1000) + "b").takes("a".repeat(2000)));
    assertFalse(new Like("%".repeat(100_000) + "b").takes("a".repeat(2000)));
  }
}
