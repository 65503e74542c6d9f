package io.querycast.job;

import io.querycast.Settings;
import io.querycast.faults.Mutant;
import io.querycast.warehouse.Warehouse;
import io.querycast.warehouse.WarehouseFixture;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Followers that are broken on purpose. */
final class MutantFollower {
  private MutantFollower() {}

  static StatementFollower of(
      Mutant mutant,
      JobStore store,
      Warehouse warehouse,
      InstantSource clock,
      Settings settings,
      StatementStarter starter,
      JobSteps steps,
      SharedStatements shared,
      Abandonment abandonment) {
    return switch (mutant) {
      case EVENT_BELIEVED ->
          new StatementFollower(
              store, warehouse, clock, settings, starter, steps, shared, abandonment) {
            @Override
            public boolean learn(String id, LearnedFrom from) {
              if (from != LearnedFrom.EVENT) {
                return super.learn(id, from);
              }
              WarehouseFixture.believing(() -> super.learn(id, from));
              return true;
            }
          };
      case ENDING_OVERWRITTEN ->
          new StatementFollower(
              store, warehouse, clock, settings, starter, steps, shared, abandonment) {
            @Override
            public boolean learn(String id, LearnedFrom from) {
              Optional<Job> ended = store.find(id).filter(Job::isEnded);
              ended.ifPresent(
                  job -> {
                    Job again = endedAgain(job, clock.instant());
                    if (store.update(job, again)) {
                      steps.created(again);
                    }
                  });
              return ended.isPresent() || super.learn(id, from);
            }
          };
      default ->
          new StatementFollower(
              store, warehouse, clock, settings, starter, steps, shared, abandonment);
    };
  }

  /** Writes an ending over another, which no step of {@link Job} can do. */
  private static Job endedAgain(Job job, Instant now) {
    return new Job(
        job.id(),
        job.owner(),
        job.query(),
        job.title(),
        job.arguments(),
        job.sql(),
        job.version() + 1,
        endedAgain(job.state(), now),
        job.receipt(),
        job.shared(),
        job.usual(),
        job.abandon(),
        job.cost());
  }

  private static JobState endedAgain(JobState state, Instant now) {
    if (state instanceof JobState.Finished finished) {
      return new JobState.Finished(finished.run(), now, finished.result());
    }
    if (state instanceof JobState.Failed failed) {
      return new JobState.Failed(failed.run(), now, failed.error());
    }
    return new JobState.Cancelled(state.run(), now);
  }
}
