package io.querycast.push;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Optional;

/**
 * What one node tells another: a job has taken a step, look at it. A hint may be lost, late or
 * doubled without harm.
 *
 * @param owner the user whose job it is
 * @param hops how often it was passed on because its receiver no longer had the owner's socket
 */
public record Hint(String owner, String job, int hops) {
  private static final int MOST_HOPS = 1;

  /** Returns the same hint, passed on; nothing if it has been passed on often enough. */
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

  /** Reads a message. It returns nothing if the message is not a hint. */
  static Optional<Hint> parse(String message) {
    try (JsonReader reader = JSON.createReader(new StringReader(message))) {
      JsonObject json = reader.readObject();
      return Optional.of(
          new Hint(json.getString("owner"), json.getString("job"), json.getInt("hops")));
    } catch (RuntimeException e) {
      // Besides its own exceptions, the reader throws plain ones, for example if JSON is nested too
      // deep.
      return Optional.empty();
    }
  }
}
