package io.querycast.faults;

/**
 * A promise that was not kept.
 *
 * @param job what to look for in the history; empty where no one job is meant
 */
public record Violation(Kind kind, String job, String what) {

  /** The promises. */
  public enum Kind {
    /** A job that was accepted is not in the table. */
    LOST,
    /** One ask made two jobs. */
    TWICE,
    /** A job has not ended. */
    NO_ENDING,
    /** Two different endings of one job were seen, or one that changed. */
    TWO_ENDINGS,
    /** Somebody was told what was not stored. */
    NOT_STORED,
    /** A job ended otherwise than its statement. */
    WRONG_ENDING,
    /** An open tab was never told of an ending by its socket. */
    NOT_TOLD,
    /** A tab was told of an ending after the bound. */
    LATE,
    /** Rows are missing, too many, in another order, or others. */
    ROWS,
    /** A socket was silent for too long, and nothing was in its way. */
    SILENT,
    /** A ticket opened a second socket. */
    TICKET,
    /** Two nodes took one inbox for theirs at the same time. */
    LEASE,
    /** Somebody got hold of another user's job. */
    FOREIGN,
    /** There are more or fewer statements than accepted jobs. */
    STATEMENTS,
    /** Something of a job or a dead node stayed behind. */
    LEFTOVER,
    /** A node holds on to more than it may. */
    MEMORY,
    /** The run itself went wrong. */
    BROKEN
  }

  @Override
  public String toString() {
    return "%s %s: %s".formatted(kind, job, what);
  }
}
