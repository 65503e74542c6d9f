package io.querycast.job;

import io.querycast.Audit;
import io.querycast.identity.User;
import io.querycast.warehouse.Statement;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answers that serve jobs which ask for the same a little later.
 * docs/adr/0057-answers-that-serve-again.md names each write, and what happens if it is a node's
 * last one.
 */
@Singleton
class Answers {
  /**
   * A statement that was begun this long after answers were forgotten is forgotten too: Redshift's
   * clock and a node's may differ.
   */
  static final Duration CLOCKS = Duration.ofSeconds(5);

  private final AnswerStore store;
  private final InstantSource clock;
  private final Audit audit;

  @Inject
  Answers(AnswerStore store, InstantSource clock, Audit audit) {
    this.store = store;
    this.clock = clock;
    this.audit = audit;
  }

  /** The answer that may serve a job; empty if there is none. */
  Optional<Answer> find(Job job) {
    if (!usesAnswers(job) || job.shared().maxAge().isZero()) {
      return Optional.empty();
    }
    return store
        .find(job.shared().asked(), job.query())
        .filter(answer -> answer.serves(job.shared().maxAge(), clock.instant()))
        .filter(answer -> !isForgotten(answer, job.query()));
  }

  private boolean isForgotten(Answer answer, String query) {
    return store.forgotten(query).filter(until -> !answer.asOf().isAfter(until)).isPresent();
  }

  /** Keeps what a statement answered, if the job that asked for it leaves an answer for others. */
  void keep(Job job, Statement statement) {
    if (usesAnswers(job) && statement.state() == Statement.State.FINISHED) {
      JobResult result = JobResult.of(statement);
      store.keep(
          job.shared().asked(),
          job.query(),
          new Answer(
              job.statementName(),
              statement.id(),
              statement.createdAt(),
              statement.took(),
              result));
    }
  }

  /** A job's result is gone, so its statement serves nobody any more. */
  void drop(Job job) {
    if (usesAnswers(job)) {
      store.drop(job.shared().asked(), job.query(), job.statementName());
    }
  }

  private static boolean usesAnswers(Job job) {
    return job.shared() != null && job.shared().maxAge() != null;
  }

  /**
   * From now on no answer serves that is there already, on any node.
   *
   * @param query whose answers are forgotten; null for all
   */
  void forget(User admin, String query) {
    Instant until = clock.instant().plus(CLOCKS);
    store.forget(query, until);
    Map<String, String> more = new HashMap<>();
    more.put("act", "forget");
    more.put("query", query);
    audit.write(Audit.What.ADMINISTERED, admin.id(), null, more);
  }
}
