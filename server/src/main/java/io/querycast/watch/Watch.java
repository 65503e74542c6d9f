package io.querycast.watch;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.JsonValues;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;

/**
 * What one user watches.
 *
 * @param id as the user's client chose it
 * @param user whose watch it is
 * @param refresh the longest pause between two answers
 * @param version 1 for a new one, and one more after each change
 */
record Watch(String id, String user, Question question, Duration refresh, long version) {

  /** Whether both ask for the same as often. */
  boolean asksLike(Watch other) {
    return question.equals(other.question) && refresh.equals(other.refresh);
  }

  JsonObjectBuilder toJson() {
    JsonObject arguments = JsonValues.exact(question.arguments());
    return JSON.createObjectBuilder()
        .add("id", id)
        .add("query", question.query())
        .add("arguments", arguments)
        .add("refresh", refresh.toString())
        .add("version", version);
  }
}
