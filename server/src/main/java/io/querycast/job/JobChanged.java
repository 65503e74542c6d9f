package io.querycast.job;

/**
 * A job has taken a step, and the step is stored.
 *
 * @param before the job as it was before; null if this is its first step
 * @param job the job as it is now
 */
public record JobChanged(Job before, Job job) {
  private static final int FIRST_VERSION = 1;

  /** A job was stored for the first time. */
  public JobChanged(Job job) {
    this(null, job);
  }

  /** Whether it was asked for just now. */
  public boolean isNew() {
    return job.version() == FIRST_VERSION;
  }

  /** Whether this step is its end. Later ones only say that its result was lost, or its cost. */
  public boolean isEnd() {
    return job.isEnded() && (before == null || !before.isEnded());
  }

  /** Whether it is known since this step how long Redshift worked for it. */
  public boolean tellsTime() {
    return job.cost().took() != null && (before == null || before.cost().took() == null);
  }

  /** How many calls of the Data API were made for this step. */
  public int calls() {
    return job.cost().calls() - (before == null ? 0 : before.cost().calls());
  }
}
