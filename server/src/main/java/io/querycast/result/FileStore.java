package io.querycast.result;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;

/**
 * What has become of the files that nodes write. Whoever waits for a file may ask any node, so it
 * is in DynamoDB.
 */
@Singleton
class FileStore {
  /** The time after which a node says again that it writes a file. */
  static final Duration BEAT = Duration.ofSeconds(10);

  /**
   * How long a node may be silent about a file before it is taken for dead. Redshift may take that
   * long for one page.
   */
  static final Duration SILENCE = Duration.ofMinutes(1);

  /** Longer than anybody waits. */
  private static final Duration LIFE = Duration.ofHours(1);

  private static final String PARTITION = "file#";
  private static final String SORT_KEY = "file";

  private final Table table;
  private final InstantSource clock;

  @Inject
  FileStore(Table table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Whether a file is ready, or somebody is still writing it. */
  enum State {
    WRITING,
    WRITTEN
  }

  /** Says that a file is being written, now. */
  void writing(String id) {
    put(id, State.WRITING, SILENCE);
  }

  /** Says that a file is ready. */
  void written(String id) {
    put(id, State.WRITTEN, LIFE);
  }

  /** Says that nobody writes a file any more. */
  void forget(String id) {
    table
        .client()
        .deleteItem(
            DeleteItemRequest.builder()
                .tableName(table.name())
                .key(Table.key(PARTITION + id, SORT_KEY))
                .build());
  }

  /** The state of a file; empty if nobody writes it, or if its node is silent. */
  Optional<State> find(String id) {
    return table
        .find(PARTITION + id, SORT_KEY)
        .filter(item -> clock.instant().isBefore(item.millis("endsAt")))
        .map(item -> State.valueOf(item.text("state")));
  }

  private void put(String id, State state, Duration life) {
    Instant end = clock.instant().plus(life);
    table.put(
        new Item(PARTITION + id, SORT_KEY)
            .text("state", state.name())
            .millis("endsAt", end)
            .expiresAt(end));
  }
}
