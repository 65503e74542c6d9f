package io.querycast.job;

import io.querycast.Threads;
import io.querycast.aws.Table;
import io.querycast.faults.Mutant;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Warehouse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Sharing that is broken on purpose. */
final class MutantSharing {
  private MutantSharing() {}

  static SharedStatements of(
      Mutant mutant,
      Table table,
      Answers answers,
      JobStore jobs,
      JobSteps steps,
      Warehouse warehouse,
      InstantSource clock,
      Threads threads) {
    SharedStatementStore store = new SharedStatementStore(table);
    return switch (mutant) {
      case JOINED_NOT_TOLD ->
          new SharedStatements(store, answers, jobs, steps, warehouse, clock, threads) {
            @Override
            void end(Job job, Statement statement, LearnedFrom from) {
              Job unused =
                  steps.change(job, before -> before.ended(statement, from, clock.instant()));
            }
          };
      case CANCEL_STOPS_OTHERS ->
          new SharedStatements(store, answers, jobs, steps, warehouse, clock, threads) {
            @Override
            boolean stopIfLast(Job job, String statementId) {
              warehouse.cancel(statementId);
              return true;
            }
          };
      case TWO_STATEMENTS ->
          new SharedStatements(
              new Forgetful(table), answers, jobs, steps, warehouse, clock, threads);
      default -> new SharedStatements(store, answers, jobs, steps, warehouse, clock, threads);
    };
  }

  /** Finds no open statement. */
  private static final class Forgetful extends SharedStatementStore {
    Forgetful(Table table) {
      super(table);
    }

    @Override
    Optional<Open> open(String asked) {
      return Optional.empty();
    }

    @Override
    boolean open(String asked, String statement, Optional<Open> before, Instant now) {
      return true;
    }
  }
}
