package io.querycast.job;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** Since when nobody wants a job. There is no item for a job that somebody wants. */
@Singleton
class AbandonmentStore {
  /** Longer than a job may run. */
  private static final Duration LIFE = Duration.ofDays(3);

  private static final String ALONE = "alone";

  private final Table table;

  @Inject
  AbandonmentStore(Table table) {
    this.table = table;
  }

  /** Since when nobody wants the job; empty if somebody does, or if nobody has looked yet. */
  Optional<Instant> since(String job) {
    return table.find(JobItems.byId(job), ALONE).map(item -> item.millis("since"));
  }

  /** Nobody wants the job from now on. If that was so already, the earlier time stays. */
  void begin(String job, Instant now) {
    Item item = new Item(JobItems.byId(job), ALONE).millis("since", now).expiresAt(now.plus(LIFE));
    try {
      table.putNew(item);
    } catch (ConditionalCheckFailedException e) {
      // Another node has looked too.
    }
  }

  /** Somebody wants the job. */
  void end(String job) {
    table
        .client()
        .deleteItem(
            request -> request.tableName(table.name()).key(Table.key(JobItems.byId(job), ALONE)));
  }
}
