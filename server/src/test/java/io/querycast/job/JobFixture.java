package io.querycast.job;

import io.querycast.NanoClock;
import io.querycast.Settings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.Table;
import io.querycast.faults.Mutant;
import io.querycast.identity.User;
import io.querycast.push.PushFixture;
import io.querycast.query.QueryCatalogue;
import io.querycast.result.Results;
import io.querycast.result.ResultsFixture;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.Warehouse;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/** Wires the jobs and their resource without a container, correct or broken on purpose. */
public final class JobFixture {
  private static final QueryCatalogue QUERIES =
      QueryCatalogue.parse(
          Map.of("one", "-- title: One\n-- description: One row.\n\nselect 1 as one\n"));

  /** The same question, described in other words; nobody needs to wait for its answer. */
  private static final QueryCatalogue NEXT_QUERIES =
      QueryCatalogue.parse(
          Map.of(
              "one",
              "-- title: One\n-- description: A single row.\n-- abandon: 1m\n\nselect 1 as one\n"));

  private final JobStore store;
  private final StatementFollower follower;
  private final Submissions submissions;
  private final Jobs jobs;
  private final Results results;
  private final JobQueue queue;
  private final QueryCatalogue queries;

  /**
   * @param changed is told about each step, and tells the queue
   * @param hasNextCatalogue whether it has another version of the catalogue
   */
  public JobFixture(
      Table table,
      Warehouse warehouse,
      InstantSource clock,
      Settings settings,
      NanoClock ticks,
      Threads threads,
      Told<JobChanged> changed,
      Mutant mutant,
      boolean hasNextCatalogue) {
    boolean isNext = hasNextCatalogue && mutant != Mutant.SHARED_ACROSS_CATALOGUES;
    QueueDepth depth = new QueueDepth();
    store = MutantStores.of(mutant, table, warehouse, settings);
    JobSteps steps = JobsFixture.steps(store, changed);
    Answers answers = MutantAnswers.of(mutant, table, clock);
    SharedStatements shared =
        MutantSharing.of(mutant, table, answers, store, steps, warehouse, clock, threads);
    StatementStarter starter = new StatementStarter(store, warehouse, clock, depth, steps, shared);
    queries = isNext ? NEXT_QUERIES : QUERIES;
    Abandonment abandonment =
        MutantAbandonment.of(
            mutant,
            new AbandonmentStore(table),
            PushFixture.connected(table, settings, clock),
            clock,
            ticks);
    follower =
        MutantFollower.of(
            mutant, store, warehouse, clock, settings, starter, steps, shared, abandonment);
    UsualDurations usual = new UsualDurations(new UsualDurationStore(table), clock, ticks, threads);
    submissions =
        new Submissions(queries, store, settings, clock, depth, starter, steps, usual, answers);
    jobs = new Jobs(store, clock, steps, shared, abandonment, answers);
    results = ResultsFixture.of(jobs, warehouse, clock);
    queue = new JobQueue(store, starter, follower, depth, ticks, threads);
    changed.observe(queue::changed);
  }

  public JobStore store() {
    return store;
  }

  public Jobs jobs() {
    return jobs;
  }

  public Submissions submissions() {
    return submissions;
  }

  /** What may be asked. */
  public QueryCatalogue queries() {
    return queries;
  }

  public StatementFollower follower() {
    return follower;
  }

  public Results results() {
    return results;
  }

  public JobQueue queue() {
    return queue;
  }

  /** {@code POST /api/jobs}. */
  public JsonObject submit(User user, JsonObject body, String key) {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    return submissions.submit(user, Submission.read(new ByteArrayInputStream(bytes)), key).toJson();
  }

  /** {@code GET /api/jobs/ID}. */
  public JsonObject get(User user, String id) {
    return jobs.get(user, id).toJson();
  }

  /** {@code DELETE /api/jobs/ID}. */
  public JsonObject cancel(User user, String id) {
    return jobs.cancel(user, id).toJson();
  }

  /** {@code GET /api/jobs/ID/rows}. */
  public String rows(User user, String id, String page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Rows rows = results.rows(jobs.get(user, id), page)) {
      rows.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
