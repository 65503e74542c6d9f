package io.querycast.job;

import io.querycast.warehouse.Unavailable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What this node last saw of the queue of jobs that wait for room in Redshift. */
@Singleton
class Room {
  /** As many jobs of one user may wait. */
  static final int MOST_WAITING = 2500;

  private volatile Map<String, Integer> byUser = Map.of();
  private volatile int all;
  private volatile Unavailable.Reason reason = Unavailable.Reason.WAREHOUSE_FULL;

  /** The queue was read. */
  void saw(List<JobStore.Waiting> waiting) {
    byUser =
        waiting.stream()
            .collect(
                Collectors.groupingBy(JobStore.Waiting::owner, Collectors.summingInt(each -> 1)));
    all = waiting.size();
  }

  /** A job has come to the queue. */
  synchronized void added() {
    all++;
  }

  /** Redshift has refused a job. */
  void refused(Unavailable.Reason why) {
    reason = why;
  }

  /** Why jobs wait, as Redshift last said. */
  Unavailable.Reason reason() {
    return reason;
  }

  /** How many jobs wait, as far as is known here. */
  int waiting() {
    return all;
  }

  /** Whether a user has as many jobs waiting as may be. */
  boolean isFullFor(String user) {
    return byUser.getOrDefault(user, 0) >= MOST_WAITING;
  }
}
