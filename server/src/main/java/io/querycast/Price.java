package io.querycast;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of money.
 *
 * @param amount exact
 * @param currency such as USD
 */
public record Price(BigDecimal amount, String currency) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,30})?) ?([A-Z]{3})");

  private static final int NANOS = 9;

  /**
   * Reads an amount with its currency, such as {@code 0.000125 USD}.
   *
   * @throws IllegalArgumentException if it is not written so
   */
  public static Price parse(String text) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new Price(new BigDecimal(match.group(1)), match.group(2));
  }

  /** If this is the price of a second: the price of a time, exact. */
  public Price of(Duration time) {
    BigDecimal seconds =
        BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), NANOS));
    return new Price(amount.multiply(seconds), currency);
  }

  /** The sum. If the currency has changed meanwhile, what was spent before is left out. */
  public Price plus(Optional<Price> later) {
    if (later.isEmpty()) {
      return this;
    }
    Price more = later.get();
    return currency.equals(more.currency) ? new Price(amount.add(more.amount), currency) : more;
  }

  /** As {@link #parse} reads it, without zeros at the end. */
  @Override
  public String toString() {
    return amount.stripTrailingZeros().toPlainString() + " " + currency;
  }
}
