package io.querycast.job;

import io.querycast.Audit;
import io.querycast.aws.Table;
import io.querycast.faults.Mutant;
import java.time.InstantSource;
import java.util.Optional;

/** Answers that are broken on purpose. */
final class MutantAnswers {
  private MutantAnswers() {}

  static Answers of(Mutant mutant, Table table, InstantSource clock) {
    Audit audit = new Audit(clock, line -> {});
    AnswerStore store = new AnswerStore(table);
    return switch (mutant) {
      case ANSWER_NEVER_FOUND ->
          new Answers(store, clock, audit) {
            @Override
            Optional<Answer> find(Job job) {
              return Optional.empty();
            }
          };
      case ANSWER_OF_ANY_AGE ->
          new Answers(store, clock, audit) {
            @Override
            Optional<Answer> find(Job job) {
              return job.shared() == null || job.shared().maxAge() == null
                  ? Optional.empty()
                  : store.find(job.shared().asked(), job.query());
            }
          };
      default -> new Answers(store, clock, audit);
    };
  }
}
