package io.querycast.usage;

import io.querycast.job.Job;
import io.querycast.watch.Watches;
import java.time.LocalDate;
import java.util.List;

/**
 * Of what a sum is: all that a query, or a user, took on one day.
 *
 * @param day in UTC
 * @param name the query's name, or the user's id; empty for own SQL, and for nobody: the runs of
 *     watched questions belong to no user
 */
record Subject(LocalDate day, Kind kind, String name) {
  /** Whether a query or a user. */
  enum Kind {
    QUERY,
    USER
  }

  /** The two sums in which a job is counted. */
  static List<Subject> of(Job job, LocalDate day) {
    return List.of(
        new Subject(day, Kind.QUERY, job.query() == null ? "" : job.query()),
        new Subject(day, Kind.USER, Watches.isRun(job) ? "" : job.owner()));
  }
}
