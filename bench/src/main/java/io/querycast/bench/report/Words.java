package io.querycast.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Writes numbers for people to read. */
final class Words {
  private Words() {}

  /** Rounds to three digits, with separators: {@code 1,540,000}, {@code 12.3}, {@code 0.0123}. */
  static String number(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    int places = Math.max(0, rounded.stripTrailingZeros().scale());
    return String.format(Locale.ROOT, "%,." + places + "f", rounded);
  }

  /** Escapes a text for XML. */
  static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
