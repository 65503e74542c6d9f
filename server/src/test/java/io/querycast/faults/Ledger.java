package io.querycast.faults;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the services hold at the end of a seed.
 *
 * @param jobs of this seed's users, from the table
 * @param statements that were executed in this seed
 * @param rows of each finished statement, by its id, each row the JSON of the wire
 * @param runs the statements' names of what is watched
 * @param leftovers what should be gone, in words
 */
record Ledger(
    List<StoredJob> jobs,
    List<Executed> statements,
    Map<String, List<String>> rows,
    Set<String> runs,
    List<String> leftovers) {

  /**
   * A job as the table has it.
   *
   * @param user the name of its owner in the history
   * @param ending as {@link JobSeen#ending()} has it; empty if it has not ended
   * @param statementId null if none is known
   * @param learnedFrom empty if the server did not learn of the ending
   * @param statementName its statement's name: its own id, or that of the job whose statement it
   *     has joined
   * @param isAnswered whether an answer served it that was there when it was asked for
   */
  record StoredJob(
      String id,
      String user,
      String mark,
      String state,
      long version,
      String ending,
      String statementId,
      boolean cancelRequested,
      String error,
      String learnedFrom,
      String statementName,
      boolean isAnswered) {

    boolean isEnded() {
      return !ending.isEmpty();
    }

    /** Whether it is the same job with the same ending: it may have been told its cost since. */
    boolean endedLike(StoredJob other) {
      return id.equals(other.id) && ending.equals(other.ending);
    }
  }

  /**
   * A statement.
   *
   * @param name as it was given; null for none
   * @param status as Redshift has it
   * @param createdAt milliseconds after the seed began
   * @param updatedAt milliseconds after the seed began
   */
  record Executed(String id, String name, String status, long createdAt, long updatedAt) {}
}
