package io.querycast.job;

/** The state of a job; it only moves forward through these. */
public enum JobState {
  /** Stored; Redshift is not known to have it yet. */
  SUBMITTED(0),
  /** Accepted by Redshift. */
  RUNNING(1),
  /** Ended with a result, which may have no rows. */
  FINISHED(2),
  /** Ended with an error. */
  FAILED(2),
  /** Ended because its user asked for it. */
  CANCELLED(2);

  private static final int ENDED = 2;
  private final int stage;

  JobState(int stage) {
    this.stage = stage;
  }

  public boolean isEnded() {
    return stage == ENDED;
  }

  boolean isBefore(JobState other) {
    return stage < other.stage;
  }
}
