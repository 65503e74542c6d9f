package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.JsonValues;
import jakarta.json.JsonObject;
import java.time.Instant;

/**
 * When each step of the line happened; null for a step that has not happened yet.
 *
 * @param stored the job was stored
 * @param accepted Redshift took the statement
 * @param redshiftEnded Redshift ended it, by Redshift's clock
 * @param learned the server learned that it ended
 * @param learnedFrom how the server learned it
 */
public record Receipt(
    Instant stored,
    Instant accepted,
    Instant redshiftEnded,
    Instant learned,
    LearnedFrom learnedFrom) {

  static Receipt stored(Instant at) {
    return new Receipt(at, null, null, null, null);
  }

  Receipt accepted(Instant at) {
    return new Receipt(stored, at, null, null, null);
  }

  Receipt learned(Instant ended, Instant at, LearnedFrom from) {
    return new Receipt(stored, accepted, ended, at, from);
  }

  JsonObject toJson() {
    return JSON.createObjectBuilder()
        .add("stored", JsonValues.time(stored))
        .add("accepted", JsonValues.time(accepted))
        .add("redshiftEnded", JsonValues.time(redshiftEnded))
        .add("learned", JsonValues.time(learned))
        .add("learnedFrom", JsonValues.text(learnedFrom == null ? null : learnedFrom.wireName()))
        .build();
  }
}
