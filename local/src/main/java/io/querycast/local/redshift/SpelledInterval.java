package io.querycast.local.redshift;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import org.postgresql.util.PGInterval;

/**
 * The value of an interval as Redshift's driver shows it: with all its parts, {@code 1 years 0
 * mons} or {@code 0 days 2 hours 2 mins 0.0 secs}.
 */
final class SpelledInterval {
  private static final long SECOND = 1_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private SpelledInterval() {}

  /**
   * The bytes of the value.
   *
   * @param engine the engine's own text; what is in another style than PostgreSQL's stays as it is
   * @param isOfMonths whether it is of years and months
   */
  static byte[] of(byte[] engine, boolean isOfMonths) throws SQLException {
    String text = new String(engine, StandardCharsets.US_ASCII);
    boolean isInParts =
        text.indexOf(' ') < 0
            ? text.contains(":")
            : text.contains(" year") || text.contains(" mon") || text.contains(" day");
    if (!isInParts || text.startsWith("@")) {
      return engine;
    }
    PGInterval value = new PGInterval(text);
    String spelled =
        isOfMonths
            ? "%d years %d mons".formatted(value.getYears(), value.getMonths())
            : days(
                value.getDays() * DAY
                    + value.getHours() * HOUR
                    + value.getMinutes() * MINUTE
                    + value.getWholeSeconds() * SECOND
                    + value.getMicroSeconds());
    return spelled.getBytes(StandardCharsets.US_ASCII);
  }

  private static String days(long micros) {
    BigDecimal seconds = BigDecimal.valueOf(micros % MINUTE, 6).stripTrailingZeros();
    return String.format(
        Locale.ROOT,
        "%d days %d hours %d mins %s secs",
        micros / DAY,
        micros % DAY / HOUR,
        micros % HOUR / MINUTE,
        seconds.setScale(Math.max(seconds.scale(), 1)).toPlainString());
  }
}
