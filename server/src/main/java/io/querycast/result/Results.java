package io.querycast.result;

import io.querycast.job.Job;
import io.querycast.job.JobState;
import io.querycast.job.Jobs;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Calls;
import io.querycast.warehouse.Expired;
import io.querycast.warehouse.NotFound;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.Warehouse;
import io.querycast.warehouse.WarehouseException;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The rows of finished jobs, for as long as Redshift keeps them. */
@Singleton
public class Results {
  private final Jobs jobs;
  private final Warehouse warehouse;
  private final InstantSource clock;
  private final Calls calls;
  private final Event<RowsRead> read;

  @Inject
  Results(Jobs jobs, Warehouse warehouse, InstantSource clock, Calls calls, Event<RowsRead> read) {
    this.jobs = jobs;
    this.warehouse = warehouse;
    this.clock = clock;
    this.calls = calls;
    this.read = read;
  }

  /**
   * One page of a job's rows.
   *
   * @param page the {@code next} of the page before; null for the first
   * @throws Problem if there are none, or no longer
   */
  public Rows rows(Job job, String page) {
    check(job, page);
    if (!job.hasRows()) {
      return Rows.none();
    }
    try {
      Rows rows = warehouse.rows(job.statementId(), page);
      tell(job);
      return rows;
    } catch (Expired e) {
      jobs.resultIsGone(job);
      throw expired();
    } catch (NotFound e) {
      throw new Problem(ErrorCode.PAGE_NOT_FOUND, e.getMessage());
    } catch (WarehouseException e) {
      throw new Problem(ErrorCode.UNAVAILABLE, e.getMessage() + " Try again in a moment.");
    }
  }

  /** Others may have asked for the same page, so that no call was needed. */
  private void tell(Job job) {
    int made = calls.take(job.statementId());
    if (made > 0) {
      read.fire(new RowsRead(job, made));
    }
  }

  /**
   * Checks whether a job's result can still be there.
   *
   * @throws Problem if the job has not finished, or finished too long ago
   */
  void check(Job job) {
    if (!(job.state() instanceof JobState.Finished finished)) {
      throw new Problem(
          ErrorCode.JOB_NOT_FINISHED, "Only a job that is FINISHED has rows; this one is not.");
    }
    if (!clock.instant().isBefore(finished.result().expiresAt())) {
      throw expired();
    }
  }

  /**
   * Checks whether a page of a job's result can still be there.
   *
   * @param page null for the first
   * @throws Problem if the job has not finished, if it finished too long ago, or if a page is named
   *     and the job has no rows
   */
  void check(Job job, String page) {
    if (page != null && !job.hasRows()) {
      throw new Problem(ErrorCode.PAGE_NOT_FOUND, "This job has no rows: leave out 'page'.");
    }
    check(job);
  }

  private static Problem expired() {
    return new Problem(
        ErrorCode.RESULT_EXPIRED, "Redshift keeps a result for 24 hours. Run the query again.");
  }
}
