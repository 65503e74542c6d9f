package io.querycast.job;

import static io.querycast.Json.JSON;

import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonObject;

/**
 * Where a job stands that waits for room in Redshift.
 *
 * @param position 1 for the one that is started next; as of the job's version
 * @param reason why it waits
 */
public record QueuePlace(int position, Unavailable.Reason reason) {

  JsonObject toJson() {
    return JSON.createObjectBuilder()
        .add("position", position)
        .add("reason", reason.name())
        .build();
  }
}
