package io.querycast.usage;

import io.querycast.job.Job;
import io.querycast.watch.Watches;
import java.util.List;

/**
 * Of what a sum is: all that a query, or a user, took.
 *
 * @param name the query's name, or the user's id; empty for own SQL, and for nobody: the runs of
 *     watched questions belong to no user
 */
record Subject(Kind kind, String name) {
  /** Users beyond those that a node counts one by one. No user has this id. */
  static final Subject OTHERS = new Subject(Kind.USER, "others");

  /** Whether a query or a user. */
  enum Kind {
    QUERY,
    USER
  }

  /** The two sums in which a job is counted. */
  static List<Subject> of(Job job) {
    return List.of(
        new Subject(Kind.QUERY, job.query() == null ? "" : job.query()),
        new Subject(Kind.USER, Watches.isRun(job) ? "" : job.owner()));
  }
}
