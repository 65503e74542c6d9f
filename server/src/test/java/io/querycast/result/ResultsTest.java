package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.Told;
import io.querycast.job.FakeJobStore;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.JobError;
import io.querycast.job.JobResult;
import io.querycast.job.Jobs;
import io.querycast.job.JobsFixture;
import io.querycast.job.LearnedFrom;
import io.querycast.job.Samples;
import io.querycast.job.StatementFollower;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Expired;
import io.querycast.warehouse.FakeWarehouse;
import io.querycast.warehouse.Statement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private final FakeJobStore store = new FakeJobStore();
  private final FakeWarehouse warehouse = new FakeWarehouse();
  private final Told<JobChanged> changes = new Told<>();
  private Instant now = Instant.parse("2026-11-23T16:00:00Z");
  private final Jobs jobs = JobsFixture.of(store, warehouse, () -> now, changes);
  private final StatementFollower follower =
      JobsFixture.follower(store, warehouse, () -> now, changes);
  private final Results results = ResultsFixture.of(jobs, warehouse, () -> now);

  @Test
  void aResultIsReadUntilItExpiresAndThenNeverAgain() {
    Job finished = finished();

    now = now.plus(JobResult.LIFE).plusMillis(1);

    Problem problem = assertThrows(Problem.class, () -> results.rows(finished, null));
    assertEquals(ErrorCode.RESULT_EXPIRED, problem.code());
  }

  @Test
  void aJobSaysOnceThatItsResultIsGoneBeforeItsTime() {
    Job finished = finished();
    assertEquals(31, results.rows(finished, null).count());
    warehouse.trouble = new Expired("gone");
    int told = changes.all.size();
    now = now.plusSeconds(7);

    for (int tries = 0; tries < 3; tries++) {
      Problem problem = assertThrows(Problem.class, () -> results.rows(finished, null));
      assertEquals(ErrorCode.RESULT_EXPIRED, problem.code());
    }

    Job after = stored(finished);
    assertEquals("FINISHED", after.state().name(), "it has ended once");
    assertEquals(finished.version() + 1, after.version());
    assertEquals(now, after.result().expiresAt());
    assertEquals(JobError.Code.RESULT_EXPIRED, after.error().code());
    assertEquals(finished.result().rowCount(), after.result().rowCount());
    assertEquals(finished.result().bytes(), after.result().bytes());
    assertEquals(finished.endedAt(), after.endedAt());
    assertEquals(finished.receipt(), after.receipt());
    assertEquals(told + 1, changes.all.size(), "its user is told");
    warehouse.trouble = null;
    assertThrows(Problem.class, () -> results.rows(after, null), "and stays so");
  }

  @Test
  void aLossThatCannotBeStoredIsStillToldToTheRequester() {
    Job finished = finished();
    warehouse.trouble = new Expired("gone");
    store.jobs.clear();

    Problem problem = assertThrows(Problem.class, () -> results.rows(finished, null));

    assertEquals(ErrorCode.RESULT_EXPIRED, problem.code());
  }

  @Test
  void aStatementWithoutAResultSetHasFinishedAndHasNoRows() throws IOException {
    Job job = running();
    warehouse.finishWithoutRows(job.statementId(), now);
    follower.learn(job.id(), LearnedFrom.EVENT);

    assertEquals("FINISHED", stored(job).state().name());
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    results.rows(stored(job), null).writeTo(json);
    assertEquals("{\"columns\":[],\"rows\":[]}", json.toString(StandardCharsets.UTF_8));
    Problem e = assertThrows(Problem.class, () -> results.rows(stored(job), "MTAwMCBQ"));
    assertEquals(ErrorCode.PAGE_NOT_FOUND, e.code());
  }

  @Test
  void aJobThatHasNotFinishedHasNoPage() {
    Job job = running();

    Problem e = assertThrows(Problem.class, () -> results.rows(job, "MTAwMCBQ"));

    assertEquals(ErrorCode.PAGE_NOT_FOUND, e.code());
  }

  private Job finished() {
    Job job = running();
    warehouse.set(job.statementId(), Statement.State.FINISHED, now, null);
    follower.learn(job.id(), LearnedFrom.EVENT);
    return stored(job);
  }

  private Job running() {
    Job job = Samples.running(Samples.submitted(now));
    store.jobs.put(job.id(), job);
    return job;
  }

  private Job stored(Job job) {
    return store.jobs.get(job.id());
  }
}
