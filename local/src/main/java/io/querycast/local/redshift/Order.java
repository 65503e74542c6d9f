package io.querycast.local.redshift;

/**
 * What a caller wants besides the SQL.
 *
 * @param name the caller's name for the statement, which the event repeats; null if there is none
 * @param token the caller's token, which makes the call repeatable; null if there is none
 * @param sessionId the session that it runs in; null if it has a connection of its own
 * @param alive how many seconds the session lasts after it; null if the caller did not say
 * @param format of its result
 * @param mode how the statements of a batch belong together; null for a single statement
 */
record Order(
    Target target,
    String name,
    String token,
    String sessionId,
    Integer alive,
    Format format,
    Mode mode,
    boolean withEvent) {

  /** The forms of a result. */
  enum Format {
    JSON,
    CSV
  }

  /** The ways to run a batch: all or nothing, or each for itself. */
  enum Mode {
    TRANSACTION,
    AUTO_COMMIT
  }
}
