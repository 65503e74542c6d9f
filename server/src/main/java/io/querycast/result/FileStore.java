package io.querycast.result;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

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
  private static final String CODE = "code";
  private static final String DETAIL = "detail";

  private final Table table;
  private final InstantSource clock;

  @Inject
  FileStore(Table table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Whether somebody is still writing a file, it is ready, or nobody can write it. */
  enum State {
    WRITING,
    WRITTEN,
    FAILED
  }

  /** Says that a file is being written, now. */
  void writing(String id) {
    table.put(item(id, State.WRITING, SILENCE));
  }

  /** Says that a file is ready. */
  void written(String id) {
    table.put(item(id, State.WRITTEN, LIFE));
  }

  /** Says that a file could not be written, and why. */
  void failed(String id, Problem why) {
    table.put(
        item(id, State.FAILED, LIFE).text(CODE, why.code().name()).text(DETAIL, why.getMessage()));
  }

  /**
   * The state of a file; empty if nobody writes it, or if its node is silent.
   *
   * @throws Problem if the file could not be written, as its node told it
   */
  Optional<State> find(String id) {
    Optional<Item> told =
        table
            .find(PARTITION + id, SORT_KEY)
            .filter(item -> clock.instant().isBefore(item.millis("endsAt")));
    told.filter(item -> item.has(CODE)).ifPresent(FileStore::fail);
    return told.map(item -> State.valueOf(item.text("state")));
  }

  private static void fail(Item item) {
    throw new Problem(ErrorCode.valueOf(item.text(CODE)), item.text(DETAIL));
  }

  private Item item(String id, State state, Duration life) {
    Instant end = clock.instant().plus(life);
    return new Item(PARTITION + id, SORT_KEY)
        .text("state", state.name())
        .millis("endsAt", end)
        .expiresAt(end);
  }
}
