package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonObject;

/**
 * The place of a job that waits for room in Redshift.
 *
 * @param position 1 for the job that is started next; as of the job's version
 * @param reason why it waits
 * @param failures how often Redshift answered its statement with an error while it took others
 */
public record QueuePlace(int position, Unavailable.Reason reason, int failures) {
  /** A job whose statement failed alone this many times no longer holds up the others. */
  private static final int PASSED_OVER = 3;

  QueuePlace(int position, Unavailable.Reason reason) {
    this(position, reason, 0);
  }

  /** Whether other jobs go first, and this one is tried again only now and then. */
  boolean isPassedOver() {
    return failures >= PASSED_OVER;
  }

  /** How often it has been passed over so far. */
  int timesPassedOver() {
    return Math.max(0, failures - PASSED_OVER + 1);
  }

  QueuePlace withFailures(int count) {
    return new QueuePlace(position, reason, count);
  }

  /** A job that is passed over has no place; its position is written as 0. */
  JsonObject toJson() {
    return JSON.createObjectBuilder()
        .add("position", isPassedOver() ? 0 : position)
        .add("reason", isPassedOver() ? "PASSED_OVER" : reason.name())
        .build();
  }
}
