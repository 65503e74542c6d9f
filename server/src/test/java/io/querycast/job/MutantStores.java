package io.querycast.job;

import io.querycast.Settings;
import io.querycast.aws.Table;
import io.querycast.faults.Mutant;
import io.querycast.warehouse.Warehouse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stores that are broken on purpose. */
final class MutantStores {
  private MutantStores() {}

  static JobStore of(Mutant mutant, Table table, Warehouse warehouse, Settings settings) {
    return switch (mutant) {
      case START_BEFORE_STORE ->
          new JobStore(table, settings) {
            @Override
            Created create(Job job, Text text, String key) {
              warehouse.start(job.id(), text.sql(), text.values());
              return super.create(job, text, key);
            }
          };
      case KEY_IGNORED ->
          new JobStore(table, settings) {
            @Override
            Created create(Job job, Text text, String key) {
              return super.create(job, text, null);
            }
          };
      case OWNER_NOT_CHECKED ->
          new JobStore(table, settings) {
            @Override
            Optional<Job> find(String owner, String id) {
              Optional<Job> own = super.find(owner, id);
              return own.isPresent() ? own : find(id);
            }

            @Override
            Optional<Job> find(String id) {
              return Optional.of(ownerOf(id))
                  .filter(owner -> !owner.isEmpty())
                  .flatMap(owner -> super.find(owner, id));
            }

            private String ownerOf(String id) {
              return table
                  .find(JobItems.byId(id), JobItems.TEXT)
                  .map(item -> item.text("owner"))
                  .orElse("");
            }
          };
      case TOLD_BEFORE_STORED ->
          new JobStore(table, settings) {
            @Override
            boolean update(Job before, Job after) {
              return after.id().hashCode() % 5 == 0 || super.update(before, after);
            }
          };
      case QUEUE_DROPS ->
          new JobStore(table, settings) {
            @Override
            List<Waiting> waiting() {
              return super.waiting().stream().filter(job -> job.id().hashCode() % 3 != 0).toList();
            }
          };
      case SWEEPER_BLIND, DELETED_FIRST ->
          new JobStore(table, settings) {
            @Override
            public List<String> due(int shard, Instant now) {
              return List.of();
            }
          };
      case JOINED_NOT_TOLD ->
          new JobStore(table, settings) {
            @Override
            public List<String> due(int shard, Instant now) {
              return super.due(shard, now).stream()
                  .filter(id -> find(id).filter(job -> !job.statementName().equals(id)).isEmpty())
                  .toList();
            }
          };
      case SNAPSHOTS_EMPTY_AND_NO_HINTS ->
          new JobStore(table, settings) {
            @Override
            List<Job> recent(String owner, Instant endedAfter, int limit) {
              return List.of();
            }
          };
      default -> new JobStore(table, settings);
    };
  }
}
