package io.querycast.job;

import io.querycast.query.Query;
import java.time.Duration;
import java.time.Instant;

/**
 * The newest finished result of one text, its values and one database identity. It may serve many
 * jobs.
 *
 * @param statement the statement's name, which is the id of the job that was first to ask
 * @param statementId Redshift's id of the statement
 * @param asOf when Redshift took the statement; what came later may not be in the answer
 * @param took how long Redshift worked on it; null if an older server has kept the answer
 * @param result what the statement left in Redshift
 */
record Answer(String statement, String statementId, Instant asOf, Duration took, JobResult result) {

  /** Whoever is served has the rows for this long at least. */
  static final Duration MARGIN = JobResult.LIFE.minus(Query.LONGEST_FRESH);

  /** Whether it may serve a job that takes no older one. */
  boolean serves(Duration maxAge, Instant now) {
    return !asOf.plus(maxAge).isBefore(now) && !result.expiresAt().minus(MARGIN).isBefore(now);
  }
}
