package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.Table;
import io.querycast.aws.TableFixture;
import io.querycast.identity.User;
import io.querycast.warehouse.FakeWarehouse;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AbandonmentTest {
  private static final User ADA = new User("ada", Set.of(), Instant.MAX);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** A quarter more, because not every question is noted. */
  private static final Duration ENOUGH = LIMIT.multipliedBy(5).dividedBy(4);

  private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
  private final Table table = TableFixture.of(dynamoDb, TestSettings.SETTINGS);
  private final Set<String> connected = new HashSet<>();
  private final FakeNanoClock ticks = new FakeNanoClock();
  private Instant now = Instant.parse("2026-11-23T16:00:00Z");
  private final Abandonment abandonment = node();

  private final FakeJobStore store =
      new FakeJobStore() {
        @Override
        List<Job> recent(String owner, Instant endedAfter, int limit) {
          return List.copyOf(jobs.values());
        }

        @Override
        Listed list(String owner, String before, int limit) {
          return new Listed(List.copyOf(jobs.values()), true);
        }
      };

  private boolean canCancel = true;
  private final FakeWarehouse warehouse =
      new FakeWarehouse() {
        @Override
        public void cancel(String statementId) {
          if (!canCancel) {
            throw new Unavailable(Unavailable.Reason.UNREACHABLE, null);
          }
          super.cancel(statementId);
        }
      };

  private final Told<JobChanged> changes = new Told<>();
  private final JobSteps steps = JobsFixture.steps(store, changes);
  private final FakeSharedStatementStore open = new FakeSharedStatementStore();
  private final SharedStatements shared =
      new SharedStatements(
          open,
          JobsFixture.answers(() -> now),
          store,
          steps,
          warehouse,
          () -> now,
          new Threads(new DirectExecutor(), null));
  private final StatementStarter starter =
      new StatementStarter(store, warehouse, () -> now, new QueueDepth(), steps, shared);
  private final StatementFollower follower =
      new StatementFollower(
          store, warehouse, () -> now, TestSettings.SETTINGS, starter, steps, shared, abandonment);
  private final Jobs jobs =
      new Jobs(store, () -> now, steps, shared, abandonment, JobsFixture.answers(() -> now));

  private Job job;

  private Abandonment node() {
    return new Abandonment(new AbandonmentStore(table), connected::contains, () -> now, ticks);
  }

  @BeforeEach
  void adasJobRuns() {
    job = runs(Samples.submitted(now).expecting(null, LIMIT));
  }

  @Test
  void aJobThatNobodyWantsIsStoppedAndSaysSo() {
    look();
    pass(ENOUGH);
    look();

    assertEquals(List.of(job.statementId()), warehouse.cancelled);
    assertEquals(JobError.Code.ABANDONED, stored().error().code());
    assertEquals(LearnedFrom.SWEEPER, stored().receipt().learnedFrom());
  }

  @Test
  void itIsStoppedByAnyNodeAndOnce() {
    look();
    pass(ENOUGH);
    StatementFollower elsewhere =
        new StatementFollower(
            store, warehouse, () -> now, TestSettings.SETTINGS, starter, steps, shared, node());
    elsewhere.learn(job.id(), LearnedFrom.SWEEPER);
    look();
    // Redshift's own news of it.
    warehouse.set(job.statementId(), Statement.State.ABORTED, now, null);
    follower.learn(job.id(), LearnedFrom.EVENT);

    assertEquals(JobError.Code.ABANDONED, stored().error().code());
    assertEquals(1, changes.all.stream().filter(JobChanged::isEnd).count());
    assertEquals(FakeWarehouse.TOOK, stored().cost().took(), "it ran nevertheless");
  }

  @Test
  void aJobWhoseUserIsConnectedGoesOn() {
    connected.add("ada");
    look();
    pass(ENOUGH);
    look();

    assertEquals("RUNNING", stored().state().name());
  }

  @Test
  void whoComesBackBeginsTheTimeAnew() {
    look();
    pass(ENOUGH.minusSeconds(1));
    connected.add("ada");
    look();
    connected.remove("ada");
    pass(Duration.ofSeconds(1));
    look();
    pass(ENOUGH.minusSeconds(1));
    look();
    assertEquals("RUNNING", stored().state().name());

    pass(Duration.ofSeconds(1));
    look();
    assertEquals(JobError.Code.ABANDONED, stored().error().code());
  }

  @Test
  void aJobThatSomebodyAsksForGoesOn() {
    List<Runnable> questions =
        List.of(
            () -> jobs.get(ADA, job.id()),
            () -> jobs.snapshot("ada"),
            () -> jobs.list(ADA, null, 10));
    for (Runnable question : questions) {
      look();
      pass(LIMIT);
      question.run();
      pass(LIMIT.minusSeconds(1));
      look();
      assertEquals("RUNNING", stored().state().name());
      pass(LIMIT);
      question.run();
    }
  }

  @Test
  void aQuestionThatWasNotNotedCountsToo() {
    jobs.get(ADA, job.id());
    look();
    pass(LIMIT.dividedBy(4).minusSeconds(1));
    jobs.get(ADA, job.id());
    pass(LIMIT);
    look();

    assertEquals("RUNNING", stored().state().name());
  }

  @Test
  void manyQuestionsAreOneWriteInAQuarterOfTheLimit() {
    List<String> writes = new ArrayList<>();
    Abandonment node =
        new Abandonment(
            new AbandonmentStore(table) {
              @Override
              void end(String id) {
                writes.add(id);
              }
            },
            connected::contains,
            () -> now,
            ticks);
    for (int i = 0; i < 120; i++) {
      node.asked(job);
      node.asked(Samples.submitted(now));
      pass(Duration.ofSeconds(1));
    }

    assertEquals(4, writes.size());
  }

  @Test
  void aQuestionIsAnsweredAlthoughItCannotBeNoted() {
    int[] tries = {0};
    Abandonment node =
        new Abandonment(
            new AbandonmentStore(table) {
              @Override
              void end(String id) {
                tries[0]++;
                throw new IllegalStateException("The table can't be reached.");
              }
            },
            connected::contains,
            () -> now,
            ticks);
    node.asked(job);
    node.asked(job);

    assertEquals(2, tries[0], "the next question is noted");
  }

  @Test
  void aJobOfAQueryWithoutALimitGoesOnWhoeverWantsIt() {
    job = runs(Samples.submitted(now));
    look();
    pass(Duration.ofHours(1));
    look();

    assertEquals("RUNNING", stored().state().name());
    assertEquals(0, dynamoDb.reads);
  }

  @Test
  void anAbandonedJobLetsGoOfAStatementThatOthersUse() {
    job =
        runs(
            Samples.submitted(now)
                .asking(new SharedStatement("hash", null, null, null))
                .expecting(null, LIMIT));
    open.open.put("hash", new SharedStatementStore.Open(job.id(), 1));
    Job other =
        Job.submitted(
                "01KAWGK3R0A7M4V6T8N9M2R7DE", "bob", job.query(), "", job.arguments(), null, now)
            .asking(new SharedStatement("hash", null, null, null))
            .joined(job.id(), job, now);
    store.jobs.put(other.id(), other);
    open.add(job.id(), new SharedStatementStore.User("bob", other.id()), now);
    look();
    pass(ENOUGH);
    look();

    assertEquals(JobError.Code.ABANDONED, stored().error().code());
    assertEquals(List.of(), warehouse.cancelled);
    assertEquals("RUNNING", store.jobs.get(other.id()).state().name());
  }

  @Test
  void aJobThatRedshiftCannotStopNowIsStoppedLater() {
    look();
    pass(ENOUGH);
    canCancel = false;
    assertThrows(Unavailable.class, this::look);
    assertEquals("RUNNING", stored().state().name());

    canCancel = true;
    look();
    assertEquals(JobError.Code.ABANDONED, stored().error().code());
  }

  private Job runs(Job submitted) {
    Job running = submitted.accepted(warehouse.start(submitted.id(), "select 1", Map.of()), now);
    store.jobs.put(running.id(), running);
    return running;
  }

  private void look() {
    follower.learn(job.id(), LearnedFrom.SWEEPER);
  }

  private Job stored() {
    return store.jobs.get(job.id());
  }

  private void pass(Duration time) {
    now = now.plus(time);
    ticks.pass(time);
  }
}
