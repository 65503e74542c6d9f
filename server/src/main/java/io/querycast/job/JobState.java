package io.querycast.job;

import java.time.Instant;

/**
 * How far a job is. It only moves forward: it is submitted, Redshift runs its statement, and it
 * ends in one of three ways.
 */
public sealed interface JobState {
  /**
   * Stored; Redshift is not known to have it yet.
   *
   * @param queue its place while it waits for room in Redshift; else null
   */
  record Submitted(QueuePlace queue) implements JobState {
    /** Whether it waits outside the queue, because only its own statement draws errors. */
    boolean isPassedOver() {
      return queue != null && queue.isPassedOver();
    }

    @Override
    public String name() {
      return "SUBMITTED";
    }
  }

  /**
   * Accepted by Redshift.
   *
   * @param statementId Redshift's id
   * @param cancelRequested whether its user no longer wants it
   */
  record Running(String statementId, Instant startedAt, boolean cancelRequested)
      implements JobState {
    @Override
    public String name() {
      return "RUNNING";
    }

    @Override
    public Running run() {
      return this;
    }
  }

  /** Ended; it stays so. */
  sealed interface Ended extends JobState {
    Instant endedAt();
  }

  /** Ended with a result, which may have no rows. */
  record Finished(Running run, Instant endedAt, JobResult result) implements Ended {
    @Override
    public String name() {
      return "FINISHED";
    }
  }

  /**
   * Ended with an error.
   *
   * @param run null if Redshift is not known to have had it
   */
  record Failed(Running run, Instant endedAt, JobError error) implements Ended {
    @Override
    public String name() {
      return "FAILED";
    }
  }

  /**
   * Ended because its user asked for it.
   *
   * @param run null if Redshift is not known to have had it
   */
  record Cancelled(Running run, Instant endedAt) implements Ended {
    @Override
    public String name() {
      return "CANCELLED";
    }

    @Override
    public boolean cancelRequested() {
      return true;
    }
  }

  /** The word for it in the store and on the wire. */
  String name();

  /** The job as Redshift ran or runs it; null if Redshift is not known to have had it. */
  default Running run() {
    return null;
  }

  /** Whether its user no longer wants it, or did not when it ended. */
  default boolean cancelRequested() {
    return run() != null && run().cancelRequested();
  }
}
