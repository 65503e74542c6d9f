package io.querycast.usage;

import static io.querycast.rest.Json.JSON;

import io.querycast.Price;
import io.querycast.rest.JsonValues;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.Optional;

/**
 * A sum of what jobs took.
 *
 * @param asked jobs that were submitted
 * @param statements statements that have ended in Redshift
 * @param shared jobs that the running statement of another job has served
 * @param reused jobs that an answer has served that was there already
 * @param warehouse how long Redshift worked on the statements, by its own count
 * @param saved how long it would have worked besides if those jobs had had statements of their own
 * @param bytes the size of the statements' results, as Redshift counts it
 * @param calls calls of the Data API
 * @param price what the time costs, at the price that was set when it was spent; null for nothing
 */
record Counts(
    long asked,
    long statements,
    long shared,
    long reused,
    Duration warehouse,
    Duration saved,
    long bytes,
    long calls,
    Price price) {

  static final Counts NONE = new Counts(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0, 0, null);
  static final Counts ASKED = new Counts(1, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0, 0, null);

  static Counts statement(Duration took, long bytes, Price price) {
    return new Counts(0, 1, 0, 0, took, Duration.ZERO, bytes, 0, price);
  }

  static Counts shared(Duration saved) {
    return new Counts(0, 0, 1, 0, Duration.ZERO, saved, 0, 0, null);
  }

  static Counts reused(Duration saved) {
    return new Counts(0, 0, 0, 1, Duration.ZERO, saved, 0, 0, null);
  }

  static Counts calls(int calls) {
    return new Counts(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0, calls, null);
  }

  Counts plus(Counts more) {
    return new Counts(
        asked + more.asked,
        statements + more.statements,
        shared + more.shared,
        reused + more.reused,
        warehouse.plus(more.warehouse),
        saved.plus(more.saved),
        bytes + more.bytes,
        calls + more.calls,
        price == null ? more.price : price.plus(Optional.ofNullable(more.price)));
  }

  JsonObjectBuilder toJson() {
    return JSON.createObjectBuilder()
        .add("asked", asked)
        .add("statements", statements)
        .add("shared", shared)
        .add("reused", reused)
        .add("warehouse", warehouse.toString())
        .add("saved", saved.toString())
        .add("bytes", bytes)
        .add("calls", calls)
        .add("price", JsonValues.text(price == null ? null : price.toString()));
  }
}
