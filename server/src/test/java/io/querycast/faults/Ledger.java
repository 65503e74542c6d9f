package io.querycast.faults;

import java.util.List;
import java.util.Map;

/**
 * The truth at the end of a seed, as the services have it.
 *
 * @param jobs of this seed's users, from the table
 * @param statements that were executed in this seed
 * @param rows of each finished statement, by its id, each row the JSON of the wire
 * @param leftovers what should be gone, each in words
 */
record Ledger(
    List<StoredJob> jobs,
    List<Executed> statements,
    Map<String, List<String>> rows,
    List<String> leftovers) {

  /**
   * A job as the table has it.
   *
   * @param user the name of its owner in the history
   * @param ending as {@link JobSeen#ending()} has it; empty where it has not ended
   * @param statementId null where none is known
   * @param learnedFrom empty where the ending was not learned
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
      String learnedFrom) {

    boolean isEnded() {
      return !ending.isEmpty();
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
