package io.querycast.query;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import java.nio.charset.StandardCharsets;

/** The text of an analyst's own SQL. */
public final class SqlText {
  /** The Data API's limit on a statement's text. */
  private static final int MAX_BYTES = 100 * 1024;

  private SqlText() {}

  /**
   * Checks whether it can be a statement's text. Whether it is SQL, Redshift decides.
   *
   * @throws Problem if it is too long
   */
  public static void check(String sql) {
    if (sql.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new Problem(ErrorCode.SQL_INVALID, "Redshift takes statements of up to 100 KB.");
    }
  }
}
