package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
  @Test
  void aTimeCostsExactlyItsSeconds() {
    Price second = Price.parse("0.000125 USD");

    assertEquals("0.000125 USD", second.of(Duration.ofSeconds(1)).toString());
    assertEquals("0.000000000000125 USD", second.of(Duration.ofNanos(1)).toString());
    assertEquals("10.8 USD", second.of(Duration.ofDays(1)).toString());
    assertEquals("0 USD", second.of(Duration.ZERO).toString());
  }

  @Test
  void aSumHasAllDigits() {
    Price sum = Price.parse("0.1 EUR").plus(Optional.of(Price.parse("0.2EUR")));

    assertEquals("0.3 EUR", sum.toString());
    assertEquals(sum, sum.plus(Optional.empty()));
  }

  @Test
  void anotherCurrencyBeginsAgain() {
    Price euros = Price.parse("7 EUR");

    assertEquals(euros, Price.parse("5 USD").plus(Optional.of(euros)));
  }

  @Test
  void whatAPriceTellsCanBeReadAgain() {
    Price small = Price.parse("0.000000000001 USD").of(Duration.ofNanos(1));

    assertEquals(small.toString(), Price.parse(small.toString()).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "USD", "-1 USD", "1,5 USD", "1e3 USD", ".5 USD", "1 usd", "1 US"})
  void anythingElseIsNoPrice(String text) {
    assertThrows(IllegalArgumentException.class, () -> Price.parse(text));
  }
}
