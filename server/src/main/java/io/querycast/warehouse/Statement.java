package io.querycast.warehouse;

import java.time.Duration;
import java.time.Instant;

/**
 * A run as Redshift sees it.
 *
 * @param id Redshift's id
 * @param state the state of the statement
 * @param createdAt when Redshift took it; its rows may hold nothing that came later
 * @param endedAt when Redshift last changed it; if it has ended, this is its end
 * @param took how long Redshift has worked on it, by its own count
 * @param rowCount the rows of the result; 0 if there is none
 * @param resultBytes the result's size as Redshift counts it
 * @param hasRows whether there is a result set at all, even an empty one
 * @param error Redshift's own words if it failed; else null
 */
public record Statement(
    String id,
    State state,
    Instant createdAt,
    Instant endedAt,
    Duration took,
    long rowCount,
    long resultBytes,
    boolean hasRows,
    String error) {

  /** The state of a statement. */
  public enum State {
    /** Waiting or running. */
    RUNNING,
    FINISHED,
    FAILED,
    /** Cancelled by somebody. */
    ABORTED
  }
}
