package io.querycast.push;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Optional;

/**
 * What one node tells another: a job has taken a step, look at it. It may be lost, late or doubled
 * without harm.
 *
 * @param owner whose job it is
 * @param hops how often it was passed on because its receiver no longer had the owner's socket
 */
record Hint(String owner, String job, int hops) {
  private static final int MOST_HOPS = 1;

  /** The same, passed on; nothing where it has been passed on often enough. */
  Optional<Hint> passedOn() {
    return hops < MOST_HOPS ? Optional.of(new Hint(owner, job, hops + 1)) : Optional.empty();
  }

  String toJson() {
    return JSON.createObjectBuilder()
        .add("owner", owner)
        .add("job", job)
        .add("hops", hops)
        .build()
        .toString();
  }

  /** Reads a message; nothing where it is no hint. */
  static Optional<Hint> parse(String message) {
    try (JsonReader reader = JSON.createReader(new StringReader(message))) {
      JsonObject json = reader.readObject();
      return Optional.of(
          new Hint(json.getString("owner"), json.getString("job"), json.getInt("hops")));
    } catch (RuntimeException e) {
      // Besides its own exceptions, the reader has plain ones, as for too deep a nesting.
      return Optional.empty();
    }
  }
}
