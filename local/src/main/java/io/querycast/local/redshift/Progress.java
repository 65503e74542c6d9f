package io.querycast.local.redshift;

import io.querycast.local.redshift.StatementData.State;

/**
 * How far a statement has come.
 *
 * @param updatedAt in milliseconds since 1970
 * @param nanos how long it ran; -1 until it ended
 * @param error why it failed; else null
 * @param rows the number of rows of its result, or of those that it changed; -1 until it finished
 * @param bytes the size of its result; -1 until it finished
 * @param queryId Redshift's number for it
 * @param pid the number of the process that runs it; 0 until there is one
 */
record Progress(
    State state,
    long updatedAt,
    long nanos,
    String error,
    long rows,
    long bytes,
    boolean hasResultSet,
    long queryId,
    int pid) {

  static Progress submitted(long now, long queryId) {
    return new Progress(State.SUBMITTED, now, -1, null, -1, -1, false, queryId, 0);
  }

  Progress at(State next, long now) {
    return new Progress(next, now, -1, null, -1, -1, false, queryId, pid);
  }

  Progress by(int process) {
    return new Progress(
        state, updatedAt, nanos, error, rows, bytes, hasResultSet, queryId, process);
  }

  Progress failed(long now, long took, String why) {
    return new Progress(State.FAILED, now, took, why, -1, -1, false, queryId, pid);
  }

  Progress aborted(long now, long took, String why) {
    return new Progress(State.ABORTED, now, took, why, -1, -1, false, queryId, pid);
  }

  Progress finished(long now, long took, long count, long size, boolean result) {
    return new Progress(State.FINISHED, now, took, null, count, size, result, queryId, pid);
  }
}
