package io.querycast.watch;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.Table;
import io.querycast.faults.Mutant;
import io.querycast.identity.User;
import io.querycast.job.ConnectedUsers;
import io.querycast.job.JobChanged;
import io.querycast.job.JobFixture;
import io.querycast.job.Submissions;
import io.querycast.node.Node;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.InstantSource;

/** Wires watching without a container, correct or broken on purpose. */
public final class WatchFixture {
  private final Submissions submissions;
  private final Watches watches;
  private final WatchSweeper sweeper;

  /**
   * @param answered is told each answer for each watcher
   * @param changed reports the steps of jobs
   */
  public WatchFixture(
      Table table,
      Node node,
      JobFixture jobs,
      ConnectedUsers connected,
      InstantSource clock,
      Settings settings,
      Threads threads,
      Told<Answered> answered,
      Told<JobChanged> changed,
      Mutant mutant) {
    WatchStore store = store(mutant, table, clock);
    ConnectedUsers users = mutant == Mutant.RUN_FOR_NOBODY ? user -> true : connected;
    Rounds rounds =
        new Rounds(store, jobs.submissions(), jobs.jobs(), users, answered, clock, threads);
    submissions = jobs.submissions();
    watches = new Watches(jobs.queries(), submissions, store, rounds);
    sweeper = new WatchSweeper(node, store, rounds, clock, settings, threads);
    if (mutant != Mutant.WATCHERS_NOT_TOLD) {
      changed.observe(rounds::changed);
    }
  }

  private static WatchStore store(Mutant mutant, Table table, InstantSource clock) {
    return mutant == Mutant.TWO_RUNS_AT_ONCE
        ? new WatchStore(table, clock) {
          @Override
          boolean change(Round before, Round after) {
            return round(before.key()).filter(now -> super.change(now, after)).isPresent();
          }
        }
        : new WatchStore(table, clock);
  }

  public void start() {
    sweeper.start(new StartEvent(null));
  }

  public void stop() {
    sweeper.stop(new StopEvent());
  }

  /** What knows the watches of all users. */
  public Watches watches() {
    return watches;
  }

  /** {@code PUT /api/watches/ID} of a query without arguments, with any pause. */
  public JsonObject put(User user, String id, JsonObject body) {
    String query = body.getString("query");
    Question question =
        new Question(query, submissions.checked(query, JsonValue.EMPTY_JSON_OBJECT));
    Duration refresh = Duration.parse(body.getString("refresh"));
    return watches.toJson(watches.put(user, id, null, question, refresh));
  }

  /** {@code GET /api/watches/ID}. */
  public JsonObject get(User user, String id) {
    return watches.toJson(watches.get(user, id));
  }
}
