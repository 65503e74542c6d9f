package io.querycast.job;

import io.querycast.identity.User;
import io.querycast.query.Query;
import io.querycast.query.QueryCatalogue;
import io.querycast.rest.Body;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A submission that can be run: checked, but not yet a job.
 *
 * @param arguments the user's, and the defaults of those that the user left out
 * @param text what is run for it
 * @param abandon how long nobody must want it before it is stopped; empty if it goes on
 * @param maxAge how old an answer may be that serves it; null if none may
 */
record CheckedSubmission(
    String title,
    JsonObject arguments,
    JobStore.Text text,
    Optional<Duration> abandon,
    Duration maxAge) {

  /**
   * The most bytes that all arguments may take, as JSON in UTF-8. DynamoDB takes items of up to 400
   * KB. A job's size counts twice, because its index holds all of it. Beside 100 KB of SQL, this
   * limit leaves enough room.
   */
  static final int MOST_ARGUMENTS = 32 * 1024;

  /**
   * Checks what a user asks for.
   *
   * @throws Problem that says why it can't be run
   */
  static CheckedSubmission of(Submission asked, User user, QueryCatalogue queries) {
    return asked.sql() == null ? ofQuery(asked, queries) : ofOwnSql(asked, user);
  }

  private CheckedSubmission withinLimits() {
    byte[] bytes = arguments.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_ARGUMENTS) {
      throw new Problem(
          ErrorCode.ARGUMENT_INVALID, "All arguments together may take up to 32 KB as JSON.");
    }
    return this;
  }

  static CheckedSubmission ofQuery(Submission asked, QueryCatalogue queries) {
    Query query = queries.get(asked.query());
    JsonObject arguments = query.complete(asked.arguments());
    return new CheckedSubmission(
            query.title(),
            arguments,
            new JobStore.Text(query.sql(), query.values(arguments)),
            query.abandon(),
            maxAge(asked.maxAge(), query))
        .withinLimits();
  }

  /** The user can only ask for a younger answer than the query allows. */
  private static Duration maxAge(Duration asked, Query query) {
    Duration fresh = query.fresh().orElse(null);
    if (asked != null && fresh == null) {
      throw Body.invalid(
          "Each run of '%s' is a new one: leave 'maxAge' out.".formatted(query.name()));
    }
    return asked == null || asked.compareTo(fresh) > 0 ? fresh : asked;
  }

  private static CheckedSubmission ofOwnSql(Submission asked, User user) {
    user.requireAnalyst();
    return new CheckedSubmission(
            "Own SQL",
            asked.arguments(),
            new JobStore.Text(asked.sql(), OwnSql.values(asked.sql(), asked.arguments())),
            Optional.empty(),
            asked.maxAge())
        .withinLimits();
  }
}
