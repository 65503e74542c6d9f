package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.Settings;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.identity.User;
import io.querycast.query.QueryCatalogue;
import io.querycast.warehouse.FakeWarehouse;
import io.querycast.warehouse.Refused;
import io.querycast.warehouse.Statement;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedStatementsTest {
  private static final User ADA = new User("ada", Set.of(), Instant.MAX);
  private static final User BOB = new User("bob", Set.of(), Instant.MAX);
  private static final User EVE = new User("eve", Set.of("analyst"), Instant.MAX);

  private static final Settings SHARING = TestSettings.sharing();
  private static final QueryCatalogue QUERIES =
      QueryCatalogue.parse(
          Map.of(
              "trips-by-day",
              """
              -- title: Trips by day
              -- description: How many.
              -- parameter: month
              --   type: month
              select :month
              """));

  /** More writes than the two jobs make alone. */
  private static final int MANY = 8;

  private final Lifespan node = new Lifespan();

  private final FakeJobStore store =
      new FakeJobStore() {
        @Override
        Created create(Job job, Text text, String key) {
          node.passes();
          return super.create(job, text, key);
        }

        @Override
        boolean update(Job before, Job after) {
          node.passes();
          return super.update(before, after);
        }
      };

  private final FakeSharedStatementStore open = new FakeSharedStatementStore(node::passes);

  private final FakeWarehouse warehouse =
      new FakeWarehouse() {
        @Override
        public String start(String jobId, String sql, Map<String, String> values) {
          node.passes();
          String id = super.start(jobId, sql, values);
          node.passes();
          return id;
        }

        @Override
        public void cancel(String statementId) {
          node.passes();
          super.cancel(statementId);
        }
      };

  private final QueueDepth depth = new QueueDepth();
  private final Told<JobChanged> changes = new Told<>();
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final Threads threads = new Threads(new DirectExecutor(), null);
  private Instant now = Instant.parse("2026-11-23T16:00:00Z");

  private final JobSteps steps = JobsFixture.steps(store, changes);
  private final Answers answers = JobsFixture.answers(() -> now);
  private final SharedStatements shared =
      new SharedStatements(open, answers, store, steps, warehouse, () -> now, threads);
  private final StatementStarter starter =
      new StatementStarter(store, warehouse, () -> now, depth, steps, shared);
  private final StatementFollower follower =
      new StatementFollower(
          store, warehouse, () -> now, SHARING, starter, steps, shared, JobsFixture.never());
  private final Submissions submissions =
      new Submissions(
          QUERIES,
          store,
          SHARING,
          () -> now,
          depth,
          starter,
          steps,
          JobsFixture.unknown(),
          answers);
  private final Jobs jobs = new Jobs(store, () -> now, steps, shared, JobsFixture.never(), answers);
  private final JobQueue queue = new JobQueue(store, starter, follower, depth, ticks, threads);

  @Test
  void whoAsksForTheSameSharesTheStatementThatRuns() {
    Job first = submit(ADA);
    Job second = submit(BOB);

    assertEquals(1, warehouse.started.size());
    assertEquals("RUNNING", second.state().name());
    assertEquals(first.statementId(), second.statementId());
    assertEquals(served("statement", first), first.toJson().get("served"));
    assertEquals(served("shared", first), second.toJson().get("served"));
  }

  @Test
  void allEndAsTheirStatementAndAreToldOnce() {
    List<Job> all = List.of(submit(ADA), submit(BOB), submit(EVE));

    finish(all.get(0));
    follower.learn(all.get(0).id(), LearnedFrom.EVENT);
    follower.learn(all.get(0).id(), LearnedFrom.EVENT);

    all.forEach(job -> assertEquals("FINISHED", stored(job).state().name()));
    assertEquals(3, changes.all.stream().filter(news -> news.job().isEnded()).count());
    assertEquals(31, stored(all.get(2)).result().rowCount());
    assertTrue(open.open.isEmpty(), "nobody joins it any more");
  }

  @Test
  void whoAsksAfterTheEndingGetsAStatementOfTheirOwn() {
    Job first = submit(ADA);
    finishAndLearn(first);

    Job second = submit(BOB);

    assertEquals(second.id(), second.statementName());
    assertEquals(2, warehouse.started.size());
  }

  @Test
  void nothingIsSharedUnlessTheOperatorWantsIt() {
    Submissions plain =
        new Submissions(
            QUERIES,
            store,
            TestSettings.SETTINGS,
            () -> now,
            depth,
            starter,
            steps,
            JobsFixture.unknown(),
            answers);

    plain.submit(ADA, asked(), null);
    Job second = plain.submit(BOB, asked(), null);

    assertEquals(2, warehouse.started.size());
    assertNull(second.shared());
    assertTrue(open.open.isEmpty() && open.users.isEmpty());
  }

  @Test
  void anAnalystsOwnSqlIsSharedToo() {
    Submission sql = new Submission(null, "with a as (select 1) select * from a", none(), null);

    assertEquals(
        submissions.submit(EVE, sql, null).id(),
        submissions.submit(EVE, sql, null).statementName());
  }

  /** Two inserts are two. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into t select 1",
        "select 1 into t",
        "with a as (select 1) delete from t using a",
        "/* select */ call p()",
        "drop table t",
        ""
      })
  void aTextThatMayChangeSomethingIsNeverShared(String sql) {
    assertNull(
        SharedStatement.of(new JobStore.Text(sql, Map.of()), SHARING.warehouse(), "v", null));
  }

  @Test
  void nothingIsSharedAcrossTextsValuesIdentitiesOrCatalogues() {
    Settings.Redshift ours = SHARING.warehouse();
    List<String> hashes =
        Stream.of(
                of("select :a, :b", Map.of("a", "1", "b", "2"), ours, "v"),
                of("select :a , :b", Map.of("a", "1", "b", "2"), ours, "v"),
                of("select :a, :b", Map.of("a", "2", "b", "1"), ours, "v"),
                of("select :a, :b", Map.of("a", "1", "b", "2\",\"c"), ours, "v"),
                of("select :a, :b", Map.of("a", "1", "b", "2"), ours, "w"),
                of("select :a, :b", Map.of("a", "1", "b", "2"), identity("other", "dev"), "v"),
                of("select :a, :b", Map.of("a", "1", "b", "2"), identity("reader", "test"), "v"))
            .map(SharedStatement::asked)
            .toList();

    assertEquals(hashes.size(), Set.copyOf(hashes).size());
    assertNotEquals(
        QUERIES.version(),
        QueryCatalogue.parse(Map.of("trips-by-day", "-- title: T\n-- description: D.\nselect 1\n"))
            .version());
  }

  @Test
  void aStatementThatFailsFailsAllWithItsMessage() {
    List<Job> all = List.of(submit(ADA), submit(BOB));

    warehouse.set(all.get(0).statementId(), Statement.State.FAILED, now, "ERROR: no such table");
    follower.learn(all.get(0).id(), LearnedFrom.EVENT);

    all.forEach(job -> assertEquals("ERROR: no such table", stored(job).error().message()));
  }

  @Test
  void aStatementThatRedshiftRefusesFailsAllWhoWaitForIt() {
    warehouse.room = 0;
    List<Job> all = List.of(submit(ADA), submit(BOB));
    warehouse.trouble = new Refused("Query is too long");

    ticks.pass(Duration.ofMinutes(1));
    queue.admit(true);

    all.forEach(job -> assertEquals("Query is too long", stored(job).error().message()));
    assertTrue(open.open.isEmpty());
  }

  @Test
  void whoWaitForTheSameStatementHaveOnePlaceAndStartTogether() {
    warehouse.room = 0;
    Job first = submit(ADA);
    Job other = submit(EVE, new Submission(null, "select 2", none(), null));
    Job second = submit(BOB);

    queue.admit(true);

    assertEquals(first.id(), stored(second).statementName());
    assertEquals(1, stored(first).queue().position());
    assertEquals(1, stored(second).queue().position());
    assertEquals(2, stored(other).queue().position());
    assertEquals(
        Set.of("ada", "bob", "eve"),
        Set.copyOf(store.waiting().stream().map(JobStore.Waiting::owner).toList()),
        "each counts for its own user");

    warehouse.room = 1;
    ticks.pass(Duration.ofMinutes(1));
    queue.admit(true);

    assertEquals("RUNNING", stored(first).state().name());
    assertEquals("RUNNING", stored(second).state().name());
    assertEquals("SUBMITTED", stored(other).state().name());
    assertEquals(1, warehouse.started.size());
    assertEquals(Map.of("ada", 1, "bob", 1), store.running());
  }

  @Test
  void whoJoinsAStatementThatWaitsTakesItsPlaceAlthoughTheNodeKnowsOfNoQueue() {
    warehouse.room = 0;
    Job first = submit(ADA);
    QueueDepth unknown = new QueueDepth();
    StatementStarter elsewhere =
        new StatementStarter(store, warehouse, () -> now, unknown, steps, shared);
    warehouse.tried.clear();

    Job second =
        new Submissions(
                QUERIES,
                store,
                SHARING,
                () -> now,
                unknown,
                elsewhere,
                steps,
                JobsFixture.unknown(),
                answers)
            .submit(BOB, asked(), null);

    assertEquals(first.queue(), second.queue());
    assertEquals(List.of(), warehouse.tried);
  }

  @Test
  void aJobBehindAQueueJoinsAStatementThatRunsAtOnce() {
    Job first = submit(ADA);
    warehouse.room = 0;
    submit(EVE, new Submission(null, "select 2", none(), null));

    Job second = submit(BOB);

    assertEquals("RUNNING", second.state().name());
    assertEquals(first.id(), second.statementName());
  }

  @Test
  void whoCancelsLetsGoAtOnceAndTheOthersGoOn() {
    Job first = submit(ADA);
    Job second = submit(BOB);

    assertEquals("CANCELLED", jobs.cancel(ADA, first.id()).state().name());
    assertTrue(warehouse.cancelled.isEmpty());

    finishAndLearn(first);

    assertEquals("CANCELLED", stored(first).state().name());
    assertNull(stored(first).result(), "nothing of the rows");
    assertEquals("FINISHED", stored(second).state().name());
  }

  @Test
  void theLastToLetGoIsCancelledByRedshiftsWord() {
    Job first = submit(ADA);
    Job second = submit(BOB);
    jobs.cancel(ADA, first.id());

    assertEquals("RUNNING", jobs.cancel(BOB, second.id()).state().name());

    assertEquals(List.of(first.statementId()), warehouse.cancelled);
    assertNotEquals(first.id(), submit(EVE).statementName(), "nobody joins it any more");
    warehouse.set(first.statementId(), Statement.State.ABORTED, now, null);
    follower.learn(first.id(), LearnedFrom.EVENT);
    assertEquals("CANCELLED", stored(second).state().name());
  }

  @Test
  void ofTwoWhoLetGoAtTheSameTimeOneSeesThatItIsTheLast() {
    Job first = submit(ADA);
    Job second = submit(BOB);
    store.beforeNextUpdate(() -> jobs.cancel(BOB, second.id()));

    jobs.cancel(ADA, first.id());

    assertEquals(List.of(first.statementId()), warehouse.cancelled);
  }

  @Test
  void whoJoinsWhileTheLastLetsGoKeepsTheStatement() {
    Job first = submit(ADA);
    open.beforeJoin = () -> jobs.cancel(ADA, first.id());

    assertEquals(first.statementId(), submit(BOB).statementId());

    assertEquals("CANCELLED", stored(first).state().name());
    assertEquals(List.of(), warehouse.cancelled);
  }

  @Test
  void whoHasJoinedSinceTheLastLookedKeepsTheStatement() {
    Job first = submit(ADA);
    Job second = Samples.submittedBy("bob", now).asking(first.shared());
    store.jobs.put(second.id(), second);
    open.beforeClose =
        () -> {
          open.add(first.id(), new SharedStatementStore.User("bob", second.id()), now);
          assertTrue(open.join(first.shared().asked(), first.id()));
        };

    assertEquals("CANCELLED", jobs.cancel(ADA, first.id()).state().name());

    assertEquals(List.of(), warehouse.cancelled);
  }

  @Test
  void whoJoinsWhileTheStatementEndsIsToldThatEnding() {
    Job first = submit(ADA);
    open.afterJoin = () -> finishAndLearn(first);

    Job second = submit(BOB);

    assertEquals("FINISHED", stored(second).state().name());
    assertEquals(1, warehouse.started.size());
  }

  @Test
  void whoComesTooLateToJoinStartsAStatementOfTheirOwn() {
    Job first = submit(ADA);
    open.beforeJoin = () -> finishAndLearn(first);

    Job second = submit(BOB);

    assertEquals("RUNNING", stored(second).state().name());
    assertEquals(second.id(), second.statementName());
    assertTrue(open.users.get(first.id()).isEmpty());
  }

  @Test
  void whoIsCancelledWhileJoiningIsNoUser() {
    Job first = submit(ADA);
    store.beforeNextUpdate(() -> jobs.cancel(BOB, jobOf(BOB).orElseThrow().id()));

    assertEquals("CANCELLED", submit(BOB).state().name());

    jobs.cancel(ADA, first.id());
    assertEquals(List.of(first.statementId()), warehouse.cancelled);
  }

  @Test
  void anItemThatIsLeftOfAStatementThatIsOverIsNotBelieved() {
    Job first = submit(ADA);
    SharedStatementStore.Open left = open.open.values().iterator().next();
    String asked = first.shared().asked();
    finishAndLearn(first);
    open.open.put(asked, left);

    Job second = submit(BOB);

    assertEquals(second.id(), second.statementName());
    assertEquals(second.id(), open.open.get(asked).statement());
  }

  @Test
  void theTimeLimitOfOneJobDoesNotStopTheOthers() {
    Job first = submit(ADA);
    now = now.plus(SHARING.timeLimit()).minusSeconds(60);
    Job second = submit(BOB);
    now = now.plusSeconds(61);

    follower.learn(first.id(), LearnedFrom.SWEEPER);

    assertEquals(JobError.Code.TIME_LIMIT, stored(first).error().code());
    assertTrue(warehouse.cancelled.isEmpty());
    now = now.plus(SHARING.timeLimit());
    follower.learn(second.id(), LearnedFrom.SWEEPER);
    assertEquals(List.of(first.statementId()), warehouse.cancelled);
  }

  @Test
  void theStatementOfAJobThatWasCancelledBeforeItStartedIsStoppedUnlessOthersUseIt() {
    warehouse.room = 0;
    Job first = submit(ADA);
    Job second = submit(BOB);
    jobs.cancel(ADA, first.id());
    warehouse.room = 1;
    ticks.pass(Duration.ofMinutes(1));
    queue.admit(true);
    assertEquals("RUNNING", stored(second).state().name());

    follower.learn(first.id(), LearnedFrom.SWEEPER);

    assertTrue(warehouse.cancelled.isEmpty());
    assertEquals(List.of(first.id()), store.settled);
  }

  @Test
  void aSharedEndingCostsOneWriteForEachJobAndOneMore() {
    Job first = submit(ADA);
    for (int i = 0; i < 99; i++) {
      submit(BOB);
    }
    finish(first);
    int before = node.writes;

    follower.learn(first.id(), LearnedFrom.EVENT);

    assertEquals(100, all().stream().filter(Job::isEnded).count());
    assertEquals(101, node.writes - before);
  }

  /** Otherwise each of many due jobs would look at all others. */
  @Test
  void theSweeperTellsTheOthersOnlyIfNobodyDoesAlready() {
    Job first = submit(ADA);
    Job second = submit(BOB);
    Job third = submit(EVE);
    finish(first);
    open.open.clear();

    follower.learn(second.id(), LearnedFrom.SWEEPER);
    assertEquals("RUNNING", stored(third).state().name());

    follower.learn(first.id(), LearnedFrom.EVENT);
    assertEquals("FINISHED", stored(third).state().name());
  }

  /** Its token is forgotten by now, but not its name. */
  @Test
  void aSharedStatementThatWasStartedLongAgoIsNotStartedAgain() {
    warehouse.whileStarting =
        () -> {
          throw new IllegalStateException("The node dies here.");
        };
    Job first = submit(ADA);
    warehouse.whileStarting = () -> {};
    warehouse.tokens.clear();
    now = now.plus(Duration.ofHours(8));

    Job second = submit(BOB);

    assertEquals("statement-of-" + first.id(), second.statementId());
    assertEquals(1, warehouse.started.size());
    assertEquals(now, JobId.madeAt(second.id()));
  }

  /** An earlier server knows neither the hash nor the statement, and drops both. */
  @Test
  void aJobOfWhichAnEarlierServerHasDroppedWhatItSharesStillEnds() {
    Job first = submit(ADA);
    Job second = submit(BOB);
    store.jobs.put(second.id(), stored(second).asking(null));
    finishAndLearn(first);
    follower.learn(second.id(), LearnedFrom.SWEEPER);

    assertEquals("FINISHED", stored(first).state().name());
    assertEquals("FINISHED", stored(second).state().name());
    assertEquals(first.statementId(), stored(second).statementId(), "its rows are there");
  }

  /** A node dies before each of its writes in turn; another node, and its sweeper, go on. */
  @Test
  void whereverANodeDiesEveryJobEndsAndNoStatementIsOneTooMany() {
    int writes = 0;
    do {
      begin(++writes);
      tried(() -> submit(ADA));
      tried(() -> submit(BOB));
      jobOf(ADA).ifPresent(job -> tried(() -> jobs.cancel(ADA, job.id())));
      sweep();
      assertTrue(
          warehouse.started.size() <= 1 + warehouse.cancelled.size(), "death at write " + writes);
      all().forEach(this::finish);
      all().forEach(job -> tried(() -> follower.learn(job.statementName(), LearnedFrom.EVENT)));
      sweep();

      for (Job job : all()) {
        assertEquals(
            job.cancelRequested() ? "CANCELLED" : "FINISHED",
            job.state().name(),
            "death at write " + writes);
      }
    } while (node.hasDied);
    assertTrue(writes > MANY, "it dies at " + writes);
  }

  @Test
  void whereverANodeDiesTheLastToLetGoStopsTheStatement() {
    int writes = 0;
    do {
      begin(++writes);
      tried(() -> submit(ADA));
      tried(() -> submit(BOB));
      jobOf(ADA).ifPresent(job -> tried(() -> jobs.cancel(ADA, job.id())));
      jobOf(BOB).ifPresent(job -> tried(() -> jobs.cancel(BOB, job.id())));
      sweep();

      boolean isWanted = all().stream().anyMatch(job -> !job.cancelRequested());
      boolean hasRun = !warehouse.started.isEmpty();
      assertEquals(hasRun && !isWanted, !warehouse.cancelled.isEmpty(), "death at write " + writes);
    } while (node.hasDied);
    assertTrue(writes > MANY, "it dies at " + writes);
  }

  private void begin(int writes) {
    store.jobs.clear();
    store.settled.clear();
    open.open.clear();
    open.users.clear();
    warehouse.started.clear();
    warehouse.cancelled.clear();
    warehouse.tokens.clear();
    now = now.plusSeconds(100);
    node.diesAt(writes);
  }

  /** What a node does until it dies; then another one is there. */
  private void tried(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      assertTrue(node.isDead, e::toString);
    } finally {
      node.isDead = false;
    }
  }

  private void sweep() {
    for (int round = 0; round < 3; round++) {
      all().forEach(job -> tried(() -> follower.learn(job.id(), LearnedFrom.SWEEPER)));
    }
  }

  private List<Job> all() {
    return List.copyOf(store.jobs.values());
  }

  private Optional<Job> jobOf(User user) {
    return all().stream().filter(job -> job.owner().equals(user.id())).findFirst();
  }

  @Test
  void whoAskedFirstBearsTheStatementAlthoughHeHasLetGoOfIt() {
    Job first = submit(ADA);
    Job second = submit(BOB);
    jobs.cancel(ADA, first.id());

    finishAndLearn(first);
    finishAndLearn(first);

    assertEquals("CANCELLED", stored(first).state().name());
    assertEquals(FakeWarehouse.TOOK, stored(first).cost().took());
    assertEquals("FINISHED", stored(second).state().name());
    assertEquals("PT0S", stored(second).toJson().getJsonObject("cost").getString("warehouse"));
    assertEquals(
        1,
        changes.all.stream()
            .filter(news -> news.tellsTime() && news.job().bearsStatement())
            .count());
  }

  private Job submit(User user) {
    return submit(user, asked());
  }

  private Job submit(User user, Submission asked) {
    now = now.plusMillis(1);
    return submissions.submit(user, asked, null);
  }

  private Job stored(Job job) {
    return store.jobs.get(job.id());
  }

  private void finishAndLearn(Job job) {
    finish(job);
    follower.learn(job.id(), LearnedFrom.EVENT);
  }

  private void finish(Job job) {
    String id = "statement-of-" + job.statementName();
    if (warehouse.tokens.contains(job.statementName())) {
      boolean isStopped = warehouse.cancelled.contains(id);
      warehouse.set(id, isStopped ? Statement.State.ABORTED : Statement.State.FINISHED, now, null);
    }
  }

  private static SharedStatement of(
      String sql, Map<String, String> values, Settings.Redshift warehouse, String catalogue) {
    return SharedStatement.of(new JobStore.Text(sql, values), warehouse, catalogue, null);
  }

  private static Settings.Redshift identity(String user, String database) {
    return new Settings.Redshift(
        Optional.of("querycast"), Optional.empty(), database, Optional.of(user), Optional.empty());
  }

  private static JsonValue served(String by, Job first) {
    return Json.createObjectBuilder()
        .add("by", by)
        .add("statement", first.id())
        .addNull("age")
        .build();
  }

  private static Submission asked() {
    return new Submission(
        "trips-by-day", null, Json.createObjectBuilder().add("month", "2015-03").build(), null);
  }

  private static JsonObject none() {
    return JsonObject.EMPTY_JSON_OBJECT;
  }

  /** A node that may die at one of its writes. */
  private static final class Lifespan {
    private int left = Integer.MAX_VALUE;
    int writes;
    boolean isDead;
    boolean hasDied;

    void diesAt(int write) {
      left = write;
      isDead = false;
      hasDied = false;
    }

    /** Before each write. */
    void passes() {
      writes++;
      if (!hasDied && --left == 0) {
        isDead = true;
        hasDied = true;
      }
      if (isDead) {
        throw new IllegalStateException("The node dies here.");
      }
    }
  }
}
