package io.querycast.job;

import io.querycast.warehouse.Unavailable;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What this node last saw of the queue of jobs that wait for room in Redshift. */
@Singleton
class QueueDepth {
  /** At most this many jobs of one user may wait. */
  static final int MOST_WAITING = 2500;

  private static final int MOST_FAILURES = 10_000;

  private volatile Map<String, Integer> byUser = Map.of();
  private volatile int all;
  private volatile Unavailable.Reason reason = Unavailable.Reason.WAREHOUSE_FULL;

  /** How many statements Redshift has taken, or refused because of their text. */
  private long answers;

  /**
   * For each job whose statement drew an error: the count of answers at that time. Only the newest
   * jobs are kept.
   */
  private final Map<String, Long> failures = new LinkedHashMap<>();

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

  /**
   * Redshift has taken a job's statement, or refused it because of its text. So it can be reached.
   */
  synchronized void answered(String job) {
    answers++;
    failures.remove(job);
  }

  synchronized long answers() {
    return answers;
  }

  /**
   * Redshift answered a job's statement with an error, or not at all.
   *
   * @return whether that is the job's own fault: it failed before, and others were answered since
   */
  synchronized boolean failedAlone(String job) {
    Long before = failures.remove(job);
    failures.put(job, answers);
    if (failures.size() > MOST_FAILURES) {
      failures.remove(failures.keySet().iterator().next());
    }
    return before != null && before < answers;
  }

  /** Why jobs wait, as Redshift last said. */
  Unavailable.Reason reason() {
    return reason;
  }

  /** How many jobs wait, as far as this node knows. */
  int waiting() {
    return all;
  }

  /** Whether a user has as many waiting jobs as are allowed, as far as this node knows. */
  boolean isFullFor(String user) {
    return byUser.getOrDefault(user, 0) >= MOST_WAITING;
  }

  /** Whether more jobs may wait than one look at the queue takes, so that some are not known. */
  boolean isDeep() {
    return all >= JobStore.QUEUE_PAGE;
  }
}
