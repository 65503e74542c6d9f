package io.querycast.job;

import io.querycast.aws.Item;
import io.querycast.aws.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** How long the last runs of each query took: one small item of a query, which all nodes share. */
@Singleton
class UsualDurationStore {
  /** A query that nobody runs for so long is forgotten. */
  private static final Duration LIFE = Duration.ofDays(90);

  private static final String DURATIONS = "durations";

  private final Table table;

  @Inject
  UsualDurationStore(Table table) {
    this.table = table;
  }

  /**
   * The last runs of a query.
   *
   * @param writes how often they were written
   * @param durations in milliseconds, the newest last
   */
  record Runs(long writes, List<Long> durations) {
    static final Runs NONE = new Runs(0, List.of());

    /** These runs and newer ones, as many as count. */
    Runs with(List<Long> newer) {
      List<Long> all = Stream.concat(durations.stream(), newer.stream()).toList();
      return new Runs(
          writes + 1, all.subList(Math.max(0, all.size() - UsualDurations.RUNS), all.size()));
    }
  }

  /** The last runs of a query, on all nodes. */
  Runs runs(String query) {
    return table
        .find(key(query), DURATIONS)
        .map(item -> new Runs(item.number("writes"), durations(item.text(DURATIONS))))
        .orElse(Runs.NONE);
  }

  /**
   * Stores the last runs of a query.
   *
   * @return false if another node was quicker; then nothing is stored
   */
  boolean replace(String query, Runs before, Runs after, Instant now) {
    Item item =
        new Item(key(query), DURATIONS)
            .number("writes", after.writes())
            .text(
                DURATIONS,
                after.durations().stream().map(String::valueOf).collect(Collectors.joining(" ")))
            .expiresAt(now.plus(LIFE));
    try {
      if (before.writes() == 0) {
        table.putNew(item);
      } else {
        table.putIf(item, "writes = :before", Map.of(":before", Table.number(before.writes())));
      }
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private static List<Long> durations(String text) {
    return text.isEmpty()
        ? Collections.emptyList()
        : Stream.of(text.split(" ")).map(Long::valueOf).toList();
  }

  private static String key(String query) {
    return "query#" + query;
  }
}
