package io.querycast.job;

import io.querycast.identity.User;
import io.querycast.query.Queries;
import io.querycast.query.Query;
import io.querycast.rest.Problem;
import jakarta.json.JsonObject;

/**
 * A submission that can be run: checked, but not yet a job.
 *
 * @param arguments with the defaults of those that were left out
 * @param text what is run for it
 */
record Draft(String title, JsonObject arguments, JobStore.Text text) {

  /**
   * Checks what a user asks for.
   *
   * @throws Problem that says why it can't be run
   */
  static Draft of(Submission asked, User user, Queries queries) {
    return asked.sql() == null ? ofQuery(asked, queries) : ofOwnSql(asked, user);
  }

  private static Draft ofQuery(Submission asked, Queries queries) {
    Query query = queries.get(asked.query());
    JsonObject arguments = query.complete(asked.arguments());
    return new Draft(
        query.title(), arguments, new JobStore.Text(query.sql(), query.values(arguments)));
  }

  private static Draft ofOwnSql(Submission asked, User user) {
    user.requireAnalyst();
    return new Draft(
        "Own SQL",
        asked.arguments(),
        new JobStore.Text(asked.sql(), OwnSql.values(asked.sql(), asked.arguments())));
  }
}
