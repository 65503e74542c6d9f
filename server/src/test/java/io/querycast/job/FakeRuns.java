package io.querycast.job;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Statement;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Runs that end when a test says so. */
public final class FakeRuns extends Submissions {
  /** All runs, by their ids; the newest last. */
  public final Map<String, Job> all = new LinkedHashMap<>();

  /** Whether the node dies before it stores the next run. */
  public boolean dies;

  /** Whether the catalogue no longer has the query. */
  public boolean hasNoQuery;

  private final InstantSource clock;

  public FakeRuns(InstantSource clock) {
    super(null, null, null, null, null, null, null, null, null);
    this.clock = clock;
  }

  @Override
  public String nextId() {
    return JobId.next(clock.instant());
  }

  @Override
  public Job run(String owner, String id, String query, JsonObject arguments) {
    if (dies) {
      throw new IllegalStateException("The node is gone.");
    }
    if (hasNoQuery) {
      throw new Problem(ErrorCode.UNKNOWN_QUERY, "There is no query of that name.");
    }
    return all.computeIfAbsent(
        id, any -> Job.submitted(id, owner, query, query, arguments, null, clock.instant()));
  }

  @Override
  public JsonObject checked(String query, JsonObject arguments) {
    return arguments;
  }

  /** Where the runs are found. */
  public Jobs jobs() {
    return new Jobs(null, null, null, null, null, null) {
      @Override
      public Optional<Job> find(String owner, String id) {
        return Optional.ofNullable(all.get(id)).filter(job -> job.owner().equals(owner));
      }
    };
  }

  /** The newest run. */
  public Job newest() {
    return all.values().stream().reduce((before, after) -> after).orElseThrow();
  }

  /** The newest run has an answer from now on. */
  public Job finish() {
    return end(Samples.finished(clock.instant()));
  }

  /** The newest run has failed. */
  public Job fail() {
    return end(Samples.failed(clock.instant()));
  }

  private Job end(Statement statement) {
    Instant now = clock.instant();
    Job ended = newest().accepted(statement.id(), now).ended(statement, LearnedFrom.EVENT, now);
    all.put(ended.id(), ended);
    return ended;
  }
}
