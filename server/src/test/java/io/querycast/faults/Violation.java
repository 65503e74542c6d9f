package io.querycast.faults;

/**
 * A promise that was not kept.
 *
 * @param job the job to look for in the history; empty if it is about no single job
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
    /** Two different endings of one job were seen, or an ending changed. */
    TWO_ENDINGS,
    /** Somebody was told something that was not stored. */
    NOT_STORED,
    /** A job has another ending than its statement. */
    WRONG_ENDING,
    /** An open tab was never told of an ending by its socket. */
    NOT_TOLD,
    /** A tab was told of an ending after the bound. */
    LATE,
    /** Rows are missing, doubled, in the wrong order, or wrong. */
    ROWS,
    /** A gateway closed a socket although its client could have replaced it before. */
    GAP,
    /** A socket that is open at the gateway is not on record, so nobody tells it anything. */
    UNRECORDED,
    /** A socket was silent for too long without an outage. */
    SILENT,
    /** A ticket opened a second socket. */
    TICKET,
    /** Two nodes held one inbox at the same time. */
    LEASE,
    /** Somebody got another user's job. */
    FOREIGN,
    /** There are more or fewer statements than accepted jobs, or texts that are shared, need. */
    STATEMENTS,
    /** An answer served a job that wanted a new run. */
    STALE,
    /** A watched question was run too often, or for nobody. */
    WATCHED,
    /** Jobs of two catalogues share a statement. */
    MIXED,
    /** Something of a job or of a dead node was left. */
    LEFTOVER,
    /** A node holds more than it may. */
    MEMORY,
    /** The run itself failed. */
    BROKEN
  }

  @Override
  public String toString() {
    return "%s %s: %s".formatted(kind, job, what);
  }
}
