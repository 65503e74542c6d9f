package io.querycast.job;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Makes ids that sort by time and can't be guessed. They are ULIDs: 48 bits of milliseconds and 80
 * random bits, in Crockford's base 32.
 */
final class JobId {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final Pattern SHAPE = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");
  private static final int LENGTH = 26;
  private static final int TIME_LENGTH = 10;
  private static final int RANDOM_BITS = 80;
  private static final SecureRandom RANDOM = new SecureRandom();

  private JobId() {}

  static String next(Instant now) {
    BigInteger value =
        BigInteger.valueOf(now.toEpochMilli())
            .shiftLeft(RANDOM_BITS)
            .or(new BigInteger(RANDOM_BITS, RANDOM));
    char[] text = new char[LENGTH];
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt(value.intValue() & 31);
      value = value.shiftRight(5);
    }
    return new String(text);
  }

  /** When an id was made, to the millisecond. */
  static Instant madeAt(String id) {
    long millis = 0;
    for (char digit : id.substring(0, TIME_LENGTH).toCharArray()) {
      millis = millis << 5 | DIGITS.indexOf(digit);
    }
    return Instant.ofEpochMilli(millis);
  }

  /** Whether a text from outside has the form of an id. */
  static boolean isOne(String text) {
    return SHAPE.matcher(text).matches();
  }
}
