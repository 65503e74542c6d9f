package io.querycast.push;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Optional;

/**
 * What one node tells another: a job has taken a step, look at it. A hint may be lost, late or
 * doubled without harm.
 *
 * @param owner the user whose job it is, or who watches
 * @param job the job; of a watch, the run
 * @param watch the user's watch that has a new answer; null if it is about a job of the user. A
 *     node of the version before looks for such a job, and finds none
 * @param hops how often it was passed on because its receiver no longer had the owner's socket
 */
public record Hint(String owner, String job, String watch, int hops) {
  private static final int MOST_HOPS = 1;

  /** About a job of the owner's. */
  public Hint(String owner, String job, int hops) {
    this(owner, job, null, hops);
  }

  /** Returns the same hint, passed on; nothing if it has been passed on often enough. */
  Optional<Hint> passedOn() {
    return hops < MOST_HOPS ? Optional.of(new Hint(owner, job, watch, hops + 1)) : Optional.empty();
  }

  String toJson() {
    JsonObjectBuilder json =
        JSON.createObjectBuilder().add("owner", owner).add("job", job).add("hops", hops);
    return (watch == null ? json : json.add("watch", watch)).build().toString();
  }

  /** Reads a message. It returns nothing if the message is not a hint. */
  static Optional<Hint> parse(String message) {
    try (JsonReader reader = JSON.createReader(new StringReader(message))) {
      JsonObject json = reader.readObject();
      return Optional.of(
          new Hint(
              json.getString("owner"),
              json.getString("job"),
              json.getString("watch", null),
              json.getInt("hops")));
    } catch (RuntimeException e) {
      // Besides its own exceptions, the reader throws plain ones, for example if JSON is nested too
      // deep.
      return Optional.empty();
    }
  }
}
