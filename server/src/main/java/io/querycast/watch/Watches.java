package io.querycast.watch;

import static io.querycast.rest.Json.JSON;

import io.querycast.identity.User;
import io.querycast.job.Job;
import io.querycast.job.Submissions;
import io.querycast.query.Query;
import io.querycast.query.QueryCatalogue;
import io.querycast.rest.Body;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.JsonValues;
import io.querycast.rest.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What users may do with their watches. Nobody else can do anything with them. */
@Singleton
public class Watches {
  /** A user may watch up to this many questions. */
  static final int MOST = 50;

  static final Set<String> KEYS = Set.of("query", "arguments", "refresh");

  private static final String ID = "[A-Za-z0-9_-]{1,64}";

  private final QueryCatalogue queries;
  private final Submissions submissions;
  private final WatchStore store;
  private final Rounds rounds;

  @Inject
  Watches(QueryCatalogue queries, Submissions submissions, WatchStore store, Rounds rounds) {
    this.queries = queries;
    this.submissions = submissions;
    this.store = store;
    this.rounds = rounds;
  }

  /**
   * Watches a question from now on. The newest answer is told at once if it is young enough; else
   * the question is run. Requests at the same moment may exceed the limit by their number.
   *
   * @param before the version that the caller means to change; null for a new watch, or for one
   *     that stays as it is
   * @throws Problem if it can't be watched, or if it was changed meanwhile
   */
  Watch put(User user, String id, String before, JsonObject body) {
    requireId(id);
    Question question = question(body);
    Duration refresh = refresh(Body.text(body, "refresh"), queries.get(question.query()));
    return put(user, id, before, question, refresh);
  }

  /** The same, with a pause that was checked. */
  Watch put(User user, String id, String before, Question question, Duration refresh) {
    Optional<Watch> known = store.find(user.id(), id);
    Watch watch = new Watch(id, user.id(), question, refresh, version(known));
    if (known.filter(watch::asksLike).isPresent()) {
      watch = known.get();
      store.renew(watch);
    } else {
      requireVersion(known, before);
      requireRoom(user, known);
      replace(known, watch);
    }
    serve(watch);
    return watch;
  }

  private static long version(Optional<Watch> known) {
    return known.map(Watch::version).orElse(0L) + 1;
  }

  private void replace(Optional<Watch> known, Watch watch) {
    store.watch(watch);
    if (!store.put(watch)) {
      // Whoever was quicker may have chosen another pause for the same question.
      store.find(watch.user(), watch.id()).ifPresent(store::watch);
      throw changed();
    }
    known
        .filter(old -> !old.question().equals(watch.question()))
        .ifPresent(old -> store.unwatch(old.question().key(), old.user(), old.id()));
  }

  /** A watcher who comes later hears the answer that the others have. */
  private void serve(Watch watch) {
    Optional<Job> answer =
        store
            .round(watch.question().key())
            .filter(round -> rounds.isYoung(round, watch.refresh()))
            .flatMap(rounds::answer);
    rounds.serve(watch);
    answer.ifPresent(run -> rounds.tell(watch, run));
  }

  private Question question(JsonObject body) {
    String name = Body.text(body, "query");
    if (name == null) {
      throw Body.invalid("'query' is missing: own SQL can't be watched.");
    }
    JsonValue arguments = body.getOrDefault("arguments", JsonValue.EMPTY_JSON_OBJECT);
    if (!(arguments instanceof JsonObject given)) {
      throw Body.invalid("'arguments' must be an object.");
    }
    return new Question(name, submissions.checked(name, given));
  }

  private static Duration refresh(String asked, Query query) {
    Duration refresh =
        asked == null
            ? query
                .refresh()
                .orElseThrow(
                    () ->
                        Body.invalid(
                            "'%s' does not say how often it is run: set 'refresh', from %s on."
                                .formatted(query.name(), query.least())))
            : duration(asked, query);
    if (refresh.compareTo(query.least()) < 0 || refresh.compareTo(Query.LONGEST_REFRESH) > 0) {
      throw notAPause(query);
    }
    return refresh;
  }

  private static Duration duration(String text, Query query) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw notAPause(query);
    }
  }

  private static Problem notAPause(Query query) {
    return Body.invalid(
        "'refresh' of '%s' is a duration from %s to %s."
            .formatted(query.name(), query.least(), Query.LONGEST_REFRESH));
  }

  private static void requireVersion(Optional<Watch> known, String before) {
    if (known.isPresent() && before == null) {
      throw new Problem(
          ErrorCode.IF_MATCH_MISSING,
          "There is a watch of that id: send If-Match with the ETag of the version that you mean.");
    }
    String is = known.map(watch -> Long.toString(watch.version())).orElse(null);
    if (before != null && !before.equals(is)) {
      throw changed();
    }
  }

  private static Problem changed() {
    return new Problem(
        ErrorCode.CHANGED_MEANWHILE, "Read the watch again, then decide whether to change it.");
  }

  private void requireRoom(User user, Optional<Watch> known) {
    if (known.isEmpty() && store.list(user.id()).size() >= MOST) {
      throw new Problem(
          ErrorCode.TOO_MANY_WATCHES,
          "You watch %d questions already: delete a watch that you no longer need."
              .formatted(MOST));
    }
  }

  /**
   * A user's watch. Whoever asks for it watches, so it is served again if nobody was connected for
   * a while.
   *
   * @throws Problem if the user has none of that id
   */
  Watch get(User user, String id) {
    Watch watch = find(user.id(), id).orElseThrow(Watches::notFound);
    rounds.serve(watch);
    return watch;
  }

  List<Watch> list(User user) {
    List<Watch> all = store.list(user.id());
    all.forEach(rounds::serve);
    return all;
  }

  /**
   * @throws Problem if the user has no watch of that id
   */
  void delete(User user, String id) {
    Watch watch = find(user.id(), id).orElseThrow(Watches::notFound);
    store.delete(watch);
    store.unwatch(watch.question().key(), watch.user(), watch.id());
  }

  /** A run that answers a user's watch; empty if there is none, or no such watch. */
  public Optional<Job> answer(String user, String id) {
    return find(user, id)
        .flatMap(watch -> store.round(watch.question().key()))
        .flatMap(rounds::answer);
  }

  /** The newest run that has ended of what a user watches, with an answer or without. */
  public Optional<Job> news(String user, String id) {
    Optional<Round> round = find(user, id).flatMap(watch -> store.round(watch.question().key()));
    return round
        .flatMap(rounds::newest)
        .filter(Job::isEnded)
        .or(() -> round.flatMap(rounds::answer));
  }

  /** A user's watch as JSON, with how its newest answer was made, and what is wrong if it is. */
  JsonObject toJson(Watch watch) {
    Optional<Round> round = store.round(watch.question().key());
    JsonObjectBuilder json = watch.toJson();
    json.add("answer", round.flatMap(rounds::answer).map(Watches::answer).orElse(JsonValue.NULL));
    return json.add("error", round.map(this::error).orElse(JsonValue.NULL)).build();
  }

  private static JsonValue answer(Job run) {
    return JSON.createObjectBuilder()
        .add("asOf", JsonValues.time(run.startedAt()))
        .add("rowCount", JsonValues.number(run.result().rowCount()))
        .add("served", run.served())
        .build();
  }

  private JsonValue error(Round round) {
    return round.fault() == null
        ? rounds.newest(round).map(Watches::errorOf).orElse(JsonValue.NULL)
        : JSON.createObjectBuilder().add("code", "NOT_RUN").add("message", round.fault()).build();
  }

  /** Whether a job is a run of a watched question: it is no user's. */
  public static boolean isRun(Job job) {
    return Question.isOwner(job.owner());
  }

  /** Why a run has no answer; null if it has one, or has not ended. */
  public static JsonValue errorOf(Job run) {
    if (run.error() != null) {
      return run.error().toJson();
    }
    return run.isEnded() && run.result() == null
        ? JSON.createObjectBuilder()
            .add("code", "CANCELLED")
            .add("message", "An operator has stopped this run in Redshift.")
            .build()
        : JsonValue.NULL;
  }

  private Optional<Watch> find(String user, String id) {
    return id.matches(ID) ? store.find(user, id) : Optional.empty();
  }

  private static void requireId(String id) {
    if (!id.matches(ID)) {
      throw notFound();
    }
  }

  private static Problem notFound() {
    return new Problem(
        ErrorCode.WATCH_NOT_FOUND,
        "You have no watch with that id; an id has up to 64 letters, digits, '-' and '_'.");
  }
}
