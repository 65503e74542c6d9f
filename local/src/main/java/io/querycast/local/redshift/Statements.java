package io.querycast.local.redshift;

import io.querycast.local.AwsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * All statements of the last day. Each change is a line in a journal, which is read at the start.
 */
final class Statements implements AutoCloseable {
  /** A token works for eight hours, as in the Data API. */
  private static final Duration TOKEN = Duration.ofHours(8);

  private final Map<String, StatementData> byId = new HashMap<>();
  private final Map<String, String> byToken = new HashMap<>();
  private final NavigableSet<Place> places = new TreeSet<>();
  private final LongPolls longPolls = new LongPolls();
  private final InstantSource clock;
  private final int limit;
  private final Consumer<StatementData> ended;
  private final Consumer<String> forget;
  private final Journal journal;
  private int active;

  /** The earliest time at which an ended statement is to be forgotten. */
  private Instant nextSweep = Instant.MAX;

  /** The place of a statement among all; no two statements have the same place. */
  record Place(long createdAt, String id) implements Comparable<Place> {
    static Place of(StatementData statement) {
      return new Place(statement.createdAt(), statement.id());
    }

    /** Oldest first. */
    @Override
    public int compareTo(Place other) {
      int byTime = Long.compare(createdAt, other.createdAt);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }

  /**
   * @param limit how many may be active at once
   * @param ended is told of each end before anybody can see it
   * @param forget is told the ids whose day is over
   */
  Statements(
      Path folder,
      InstantSource clock,
      int limit,
      Consumer<StatementData> ended,
      Consumer<String> forget) {
    this.clock = clock;
    this.limit = limit;
    this.ended = ended;
    this.forget = forget;
    Path file = folder.resolve("statements.ndjson");
    try {
      Files.createDirectories(folder);
      Journal.read(file).forEach(this::put);
      sweep();
      journal = Journal.of(file, places.stream().map(place -> byId.get(place.id())).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A statement as it is stored, and whether it is new or from an earlier call. */
  record Accepted(StatementData statement, boolean isNew) {}

  /** What else has to let a new statement in. */
  interface Door {
    /**
     * Lets it in.
     *
     * @throws AwsError if it may not come in
     */
    void enter(StatementData statement) throws AwsError;
  }

  /**
   * The statement that this token made before.
   *
   * @return empty if there is none, or if the token is too old
   */
  synchronized Optional<StatementData> repeated(String token) {
    return Optional.ofNullable(byId.get(byToken.get(token)))
        .filter(earlier -> earlier.createdAt() > clock.millis() - TOKEN.toMillis());
  }

  /**
   * Stores a new statement, or finds the one that its token made before.
   *
   * @throws AwsError if too many are active, or the door stays closed
   */
  synchronized Accepted accept(StatementData statement, Door door) throws AwsError {
    sweep();
    Optional<StatementData> earlier = repeated(statement.token());
    if (earlier.isPresent()) {
      return new Accepted(earlier.get(), false);
    }
    if (active >= limit) {
      throw new AwsError(
          "ActiveStatementsExceededException",
          "Active statements exceeded the allowed quota (%d).".formatted(limit));
    }
    door.enter(statement);
    store(statement);
    return new Accepted(statement, true);
  }

  /**
   * Moves a statement of a batch on.
   *
   * @param number of the statement, from 1
   * @return the batch
   */
  synchronized Optional<StatementData> changePart(
      String id, int number, UnaryOperator<StatementData> step) {
    StatementData batch = byId.get(id);
    if (batch == null || batch.isEnded()) {
      return Optional.empty();
    }
    StatementData part = step.apply(batch.part(number));
    StatementData after = batch.withPart(number, part.progress());
    store(after);
    if (part.isEnded()) {
      longPolls.end(part.id());
    }
    return Optional.of(after);
  }

  /**
   * Moves a statement on, unless it has ended.
   *
   * @return the new state of the statement; empty if it had ended or is forgotten
   */
  @SuppressWarnings("ReferenceEquality") // a step that does nothing gives back what it got
  synchronized Optional<StatementData> change(String id, UnaryOperator<StatementData> step) {
    StatementData before = byId.get(id);
    if (before == null || before.isEnded()) {
      return Optional.empty();
    }
    StatementData after = step.apply(before);
    if (after != before) {
      store(after);
      if (after.isEnded()) {
        ended.accept(after);
        longPolls.end(id);
        for (int number = 1; number <= after.parts().size(); number++) {
          longPolls.end(id + ":" + number);
        }
      }
    }
    return Optional.of(after);
  }

  /**
   * Finds a statement, a batch, or a statement of a batch.
   *
   * @param id with a colon and a number for a statement of a batch
   */
  synchronized Optional<StatementData> find(String id) {
    String[] parts = id.split(":", 2);
    Optional<StatementData> whole = Optional.ofNullable(byId.get(parts[0])).filter(s -> !isOver(s));
    if (parts.length == 1 || parts[1].isEmpty()) {
      return whole;
    }
    int number = Integer.parseInt(parts[1]);
    return whole
        .filter(batch -> number >= 1 && number <= batch.parts().size())
        .map(batch -> batch.part(number));
  }

  /**
   * Newest first.
   *
   * @param before only statements older than this place; null for all
   * @param most the most statements to return
   */
  synchronized List<StatementData> list(Place before, int most, Predicate<StatementData> wanted) {
    NavigableSet<Place> older = before == null ? places : places.headSet(before, false);
    return older.descendingSet().stream()
        .map(place -> byId.get(place.id()))
        .filter(statement -> !isOver(statement))
        .filter(wanted)
        .limit(most)
        .toList();
  }

  /** All statements, oldest first. */
  synchronized List<StatementData> all() {
    return places.stream().map(place -> byId.get(place.id())).toList();
  }

  /** The statements that have not ended, oldest first. */
  synchronized List<StatementData> unfinished() {
    return places.stream()
        .map(place -> byId.get(place.id()))
        .filter(statement -> !statement.isEnded())
        .toList();
  }

  /**
   * Waits until a statement ends, but no longer than the given time.
   *
   * @throws AwsError if the limit of waiting calls is reached; never for a statement that has ended
   */
  void await(String id, Duration longest) throws AwsError {
    try (LongPolls.Wait wait = wait(id)) {
      if (wait != null) {
        wait.atMost(longest);
      }
    }
  }

  /**
   * A place to wait at, taken before the end can pass unseen; null if there is no end to wait for.
   */
  private synchronized LongPolls.Wait wait(String id) throws AwsError {
    StatementData statement = find(id).orElse(null);
    return statement == null || statement.isEnded() ? null : longPolls.enter(id);
  }

  @Override
  public synchronized void close() {
    longPolls.close();
    try {
      journal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void store(StatementData statement) {
    try {
      journal.add(statement);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    put(statement);
  }

  private void put(StatementData statement) {
    StatementData before = byId.put(statement.id(), statement);
    active += (isActive(statement) ? 1 : 0) - (isActive(before) ? 1 : 0);
    places.add(Place.of(statement));
    if (statement.token() != null) {
      byToken.put(statement.token(), statement.id());
    }
    if (statement.isEnded() && statement.expiresAt().isBefore(nextSweep)) {
      nextSweep = statement.expiresAt();
    }
  }

  private static boolean isActive(StatementData statement) {
    return statement != null && !statement.isEnded();
  }

  private boolean isOver(StatementData statement) {
    return statement.isEnded() && !clock.instant().isBefore(statement.expiresAt());
  }

  /** Forgets old statements. There may be very many, so it looks only if one can be old enough. */
  private void sweep() {
    if (clock.instant().isBefore(nextSweep)) {
      return;
    }
    nextSweep = Instant.MAX;
    for (StatementData statement : List.copyOf(byId.values())) {
      if (isOver(statement)) {
        byId.remove(statement.id());
        byToken.remove(statement.token(), statement.id());
        places.remove(Place.of(statement));
        forget.accept(statement.id());
        for (int number = 1; number <= statement.parts().size(); number++) {
          forget.accept(statement.id() + ":" + number);
        }
      } else if (statement.isEnded() && statement.expiresAt().isBefore(nextSweep)) {
        nextSweep = statement.expiresAt();
      }
    }
  }
}
