package io.querycast;

import java.util.function.Supplier;

/**
 * The traces of jobs: which step took how long, on which node. They are off unless somebody who
 * writes them down is put here.
 *
 * <p>Like a log, it is there for all code and handed to nobody, so that a step that is traced looks
 * like one that is not. All steps of one job are one trace, on whichever nodes they are taken:
 * nothing but the job's id has to cross from one to the next.
 */
public final class Traces {
  private static volatile Writer writer;

  private Traces() {}

  /** A step of a job that is worth its time. */
  public enum Step {
    /** A request makes the job: it is stored, and its statement is started. */
    SUBMIT,
    /** Redshift is asked to run the job's statement. */
    START,
    /** The event of the statement's end came off the queue. */
    COMPLETION,
    /** The sweeper looks for an end whose event did not come. */
    SWEEP,
    /** The job's state and first rows are sent to its owner's sockets on this node. */
    PUSH
  }

  /** Writes traces down. */
  public interface Writer {
    /** Does the work, and writes down how long it took and whether it failed. */
    <T> T during(Step step, String job, Supplier<T> work);
  }

  /**
   * From now on this writer gets every step.
   *
   * @param next null for none
   */
  public static void writeTo(Writer next) {
    writer = next;
  }

  /** Does the work of one step of a job, and returns what it returns. */
  public static <T> T during(Step step, String job, Supplier<T> work) {
    Writer now = writer;
    return now == null ? work.get() : now.during(step, job, work);
  }
}
