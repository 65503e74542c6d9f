package io.querycast.job;

import io.querycast.warehouse.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * What a job left in Redshift when it finished.
 *
 * @param hasRows whether there is a result set to read
 * @param bytes the size as Redshift counts it
 * @param expiresAt when Redshift forgets the result, or when it was found to be gone
 * @param loss says that Redshift has dropped the result; null as long as it is not known to
 */
public record JobResult(
    boolean hasRows, long rowCount, long bytes, Instant expiresAt, JobError loss) {

  /** Redshift keeps a result for this long: the Data API documents 24 hours. */
  public static final Duration LIFE = Duration.ofHours(24);

  static JobResult of(Statement finished) {
    return new JobResult(
        finished.hasRows(),
        finished.rowCount(),
        finished.resultBytes(),
        finished.endedAt().plus(LIFE),
        null);
  }

  /** The same result, now that it is known to be gone, early or on time. */
  JobResult lost(Instant now) {
    return new JobResult(
        hasRows,
        rowCount,
        bytes,
        now.isBefore(expiresAt) ? now : expiresAt,
        new JobError(JobError.Code.RESULT_EXPIRED, "Redshift no longer has this job's result."));
  }
}
