package io.querycast.warehouse;

import java.time.Instant;

/**
 * A run as Redshift sees it.
 *
 * @param id Redshift's own
 * @param state how it stands
 * @param endedAt when Redshift last changed it; its end where it has ended
 * @param rowCount rows in the result; 0 where there is none
 * @param resultBytes the result's size as Redshift counts it
 * @param hasRows whether there is a result set at all, even an empty one
 * @param error Redshift's own words where it failed; null else
 */
public record Statement(
    String id,
    State state,
    Instant endedAt,
    long rowCount,
    long resultBytes,
    boolean hasRows,
    String error) {

  /** How a statement stands. */
  public enum State {
    /** Waiting or running. */
    RUNNING,
    FINISHED,
    FAILED,
    /** Cancelled by somebody. */
    ABORTED
  }
}
