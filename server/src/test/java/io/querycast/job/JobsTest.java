package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.TestSettings;
import io.querycast.Told;
import io.querycast.identity.User;
import io.querycast.query.QueryCatalogue;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.FakeWarehouse;
import io.querycast.warehouse.Refused;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobsTest {
  private static final User ADA = new User("ada", Set.of(), Instant.MAX);
  private static final User EVE = new User("eve", Set.of("analyst"), Instant.MAX);

  private final Unavailable busy = new Unavailable(Unavailable.Reason.UNREACHABLE, null);
  private final FakeJobStore store = new FakeJobStore();
  private final FakeWarehouse warehouse = new FakeWarehouse();
  private final QueueDepth depth = new QueueDepth();
  private final Told<JobChanged> changes = new Told<>();
  private Instant now = Instant.parse("2026-11-23T16:00:00Z");

  private final JobSteps steps = JobsFixture.steps(store, changes);
  private final SharedStatements shared = JobsFixture.shared(store, warehouse, () -> now, steps);
  private final StatementStarter starter =
      new StatementStarter(store, warehouse, () -> now, depth, steps, shared);
  private final StatementFollower follower =
      new StatementFollower(
          store,
          warehouse,
          () -> now,
          TestSettings.SETTINGS,
          starter,
          steps,
          shared,
          JobsFixture.never());
  private final Submissions submissions =
      new Submissions(
          QueryCatalogue.parse(
              Map.of(
                  "trips-by-day",
                  """
                  -- title: Trips by day
                  -- description: How many.
                  -- parameter: month
                  --   type: month
                  select :month
                  """)),
          store,
          TestSettings.SETTINGS,
          () -> now,
          depth,
          starter,
          steps,
          JobsFixture.unknown(),
          JobsFixture.answers(() -> now));
  private final Jobs jobs =
      new Jobs(
          store, () -> now, steps, shared, JobsFixture.never(), JobsFixture.answers(() -> now));

  @Test
  void aJobKnowsHowLongItsLikeTakeAndAfterWhatTimeItIsAbandoned() {
    QueryCatalogue queries =
        QueryCatalogue.parse(
            Map.of("one", "-- title: One\n-- description: One.\n-- abandon: 2m\nselect 1"));
    UsualDurations usual =
        new UsualDurations(null, null, null, null) {
          @Override
          Duration of(String query) {
            return query == null ? null : Duration.ofSeconds(7);
          }
        };
    Submissions known =
        new Submissions(
            queries,
            store,
            TestSettings.SETTINGS,
            () -> now,
            depth,
            starter,
            steps,
            usual,
            JobsFixture.answers(() -> now));

    Job job =
        known.submit(EVE, new Submission("one", null, JsonObject.EMPTY_JSON_OBJECT, null), null);
    Job own =
        known.submit(
            EVE, new Submission(null, "select 2", JsonObject.EMPTY_JSON_OBJECT, null), null);

    assertEquals(Duration.ofSeconds(7), store.jobs.get(job.id()).usual());
    assertEquals(Duration.ofMinutes(2), store.jobs.get(job.id()).abandon());
    assertNull(own.usual());
    assertNull(own.abandon());
  }

  @Test
  void aJobIsStoredBeforeItsStatementStarts() {
    warehouse.whileStarting =
        () ->
            assertEquals(
                List.of("SUBMITTED"),
                store.jobs.values().stream().map(job -> job.state().name()).toList());

    Job job = submit();

    assertEquals("RUNNING", job.state().name());
    assertEquals(List.of("SUBMITTED", "RUNNING"), states());
    assertEquals(List.of("select :month {month=2015-03}"), warehouse.started);
  }

  @Test
  void aSubmissionThatCannotBeRunIsNotStored() {
    assertThrows(Problem.class, () -> submissions.submit(ADA, query("no-such", "2015-03"), null));
    assertThrows(
        Problem.class, () -> submissions.submit(ADA, query("trips-by-day", "2015-13"), null));
    assertThrows(
        Problem.class,
        () -> submissions.submit(ADA, new Submission(null, "select 1", none(), null), null));

    assertTrue(store.jobs.isEmpty());
    assertTrue(warehouse.started.isEmpty());
  }

  @Test
  void aJobThatRedshiftHasNoRoomForWaitsAndSaysWhy() {
    warehouse.room = 0;

    Job job = submit();

    assertEquals("SUBMITTED", job.state().name());
    assertEquals(new QueuePlace(1, Unavailable.Reason.WAREHOUSE_FULL), job.queue());
    assertEquals(job, stored(job));
    assertEquals(2, changes.all.size(), "its user is told");
    assertEquals(2, submit().queue().position(), "behind the first");
  }

  @Test
  void newsAboutAWaitingJobKeepsItsPlace() {
    warehouse.room = 0;
    Job job = submit();
    warehouse.trouble = busy;

    assertThrows(Unavailable.class, () -> follower.learn(job.id(), LearnedFrom.EVENT));

    assertEquals(job, stored(job));
    assertTrue(store.postponed.isEmpty());
  }

  @Test
  void aJobThatWasStoredAndNeverStartedIsStartedByTheSweeper() {
    warehouse.trouble = new IllegalStateException("The node dies here.");
    Job job = submit();
    assertEquals("SUBMITTED", job.state().name(), "stored, so accepted");

    warehouse.trouble = null;
    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals("RUNNING", stored(job).state().name());
    assertEquals(1, warehouse.started.size());
  }

  @Test
  void aJobWhoseTokenRedshiftHasForgottenIsFoundByItsNameAndNotStartedAgain() {
    warehouse.whileStarting =
        () -> {
          throw new IllegalStateException("The node dies here.");
        };
    Job job = submit();
    warehouse.whileStarting = () -> {};
    warehouse.tokens.clear();

    now = now.plus(Duration.ofHours(8));
    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals("statement-of-" + job.id(), stored(job).statementId());
    assertEquals(1, warehouse.started.size());
  }

  @Test
  void aJobThatNeverGetsRoomInRedshiftIsGivenUpWithTheReason() {
    warehouse.trouble = new IllegalStateException("The node dies here.");
    Job job = submit();
    warehouse.trouble = busy;

    now = now.plus(TestSettings.SETTINGS.timeLimit()).plusSeconds(1);
    follower.giveUp(job, busy.getMessage());

    assertEquals("FAILED", stored(job).state().name());
    assertTrue(stored(job).error().message().startsWith("Redshift can't be reached now."));
  }

  @Test
  void aJobThatRunsIsNotGivenUpBecauseRedshiftIsBusyWhenItsEndingIsLearned() {
    Job job = submit();
    now = now.plus(TestSettings.SETTINGS.timeLimit()).plusSeconds(1);
    warehouse.trouble = busy;

    assertThrows(Unavailable.class, () -> follower.learn(job.id(), LearnedFrom.EVENT));

    assertEquals("RUNNING", stored(job).state().name());
  }

  @Test
  void aJobThatRedshiftHasForgottenAfterALongStopIsNotStartedAgain() {
    warehouse.trouble = new IllegalStateException("The node dies here.");
    Job job = submit();
    warehouse.trouble = null;

    now = now.plus(Duration.ofHours(60));
    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals(JobError.Code.TIME_LIMIT, stored(job).error().code());
    assertEquals(List.of(), warehouse.started);
    assertTrue(stored(job).mayHaveStrayStatement(), "it is searched for once more");
  }

  @Test
  void aJobThatCannotBeAskedAboutDoesNotBlockTheNext() {
    Job job = submit();
    warehouse.trouble = new IllegalStateException("An unexpected failure.");

    assertThrows(IllegalStateException.class, () -> follower.learn(job.id(), LearnedFrom.SWEEPER));

    assertEquals(now.plusSeconds(10), store.postponed.get(job.id()));
  }

  @Test
  void aStatementThatStartedAfterItsJobWasCancelledIsStopped() {
    warehouse.trouble = new IllegalStateException("The node dies here.");
    Job job = submit();
    jobs.cancel(ADA, job.id());
    warehouse.trouble = null;
    warehouse.start(job.id(), "on its way", Map.of());

    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals(List.of("statement-of-" + job.id()), warehouse.cancelled);
    assertEquals(List.of(job.id()), store.settled);
    assertEquals("CANCELLED", stored(job).state().name());
  }

  @Test
  void aUserWithTooManyWaitingJobsIsToldToComeBack() {
    depth.saw(
        IntStream.range(0, QueueDepth.MOST_WAITING)
            .mapToObj(i -> new JobStore.Waiting("ada", "job" + i, now))
            .toList());

    Problem problem = assertThrows(Problem.class, this::submit);

    assertEquals(ErrorCode.TOO_MANY_JOBS, problem.code());
    assertTrue(store.jobs.isEmpty());
  }

  @Test
  void whoHasTooManyJobsIsToldSoAlthoughTheNodeDoesNotSeeTheWholeQueue() {
    depth.saw(
        IntStream.range(0, 2 * JobStore.QUEUE_PAGE)
            .mapToObj(i -> new JobStore.Waiting("u" + i, "job" + i, now))
            .toList());
    submit();
    for (int i = 1; i < QueueDepth.MOST_WAITING; i++) {
      store.jobs.put("job" + i, Samples.submittedBy(ADA.id(), now));
    }

    Problem problem = assertThrows(Problem.class, this::submit);

    assertEquals(ErrorCode.TOO_MANY_JOBS, problem.code());
  }

  @Test
  void aKnownKeyReturnsItsJobHoweverManyWait() {
    Job job = submissions.submit(ADA, query("trips-by-day", "2015-03"), "once");
    depth.saw(
        IntStream.range(0, QueueDepth.MOST_WAITING)
            .mapToObj(i -> new JobStore.Waiting("ada", "job" + i, now))
            .toList());

    assertEquals(job, submissions.submit(ADA, query("trips-by-day", "2015-03"), "once"));
  }

  @Test
  void aStatementThatRedshiftRefusesFailsAtOnceInRedshiftsWords() {
    warehouse.trouble = new Refused("Query is too long");

    Job job = submit();

    assertEquals("FAILED", job.state().name());
    assertEquals("Query is too long", job.error().message());
  }

  @Test
  void anEventThatOvertakesTheAnswerToTheStartFinishesTheJob() {
    warehouse.whileStarting =
        () -> {
          warehouse.whileStarting = () -> {};
          Job overtaken = store.jobs.values().iterator().next();
          finish(overtaken);
          follower.learn(overtaken.id(), LearnedFrom.EVENT);
        };

    Job job = submit();

    assertEquals("FINISHED", job.state().name());
    assertEquals(LearnedFrom.EVENT, job.receipt().learnedFrom());
    assertEquals(1, warehouse.started.size(), "the second start found the first");
  }

  @Test
  void aMessageThatClaimsAnEndingChangesNothingWhileRedshiftRunsTheStatement() {
    Job job = submit();

    follower.learn(job.id(), LearnedFrom.EVENT);
    follower.learn("01ARZ3NDEKTSV4RRFFQ69G5FAV", LearnedFrom.EVENT);

    assertEquals(job, stored(job));
    assertEquals(now.plusSeconds(10), store.postponed.get(job.id()), "asked again later");
  }

  @Test
  void anEndingIsToldOnceHoweverOftenItIsHeard() {
    Job job = submit();
    finish(job);

    follower.learn(job.id(), LearnedFrom.EVENT);
    follower.learn(job.id(), LearnedFrom.EVENT);
    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals(List.of("SUBMITTED", "RUNNING", "FINISHED"), states());
  }

  @Test
  void aStepIsRepeatedOnTopOfAnotherNodesStep() {
    Job job = submit();
    finish(job);
    store.beforeNextUpdate(() -> jobs.cancel(ADA, job.id()));

    follower.learn(job.id(), LearnedFrom.EVENT);

    assertTrue(stored(job).cancelRequested(), "nothing of it is lost");
    assertEquals("FINISHED", stored(job).state().name());
    assertEquals(4, stored(job).version());
  }

  @Test
  void aJobThatIsCancelledWhileItStartsHasItsStatementStopped() {
    warehouse.whileStarting = () -> jobs.cancel(ADA, store.jobs.values().iterator().next().id());

    Job job = submit();

    assertEquals("CANCELLED", job.state().name());
    assertEquals(List.of("statement-of-" + job.id()), warehouse.cancelled);
  }

  @Test
  void aCancelThatDidNotReachRedshiftIsRepeated() {
    Job job = submit();
    warehouse.trouble = busy;
    assertTrue(jobs.cancel(ADA, job.id()).cancelRequested());
    assertTrue(warehouse.cancelled.isEmpty());

    warehouse.trouble = null;
    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals(1, warehouse.cancelled.size());
  }

  @Test
  void aStatementThatRedshiftForgotFailsTheJob() {
    Job job = submit();
    warehouse.forget("statement-of-" + job.id());

    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals(JobError.Code.STATEMENT_LOST, stored(job).error().code());
  }

  @Test
  void aJobThatRunsTooLongIsStoppedWithTheReason() {
    Job job = submit();
    now = now.plus(TestSettings.SETTINGS.timeLimit()).plusSeconds(1);

    follower.learn(job.id(), LearnedFrom.SWEEPER);

    assertEquals(JobError.Code.TIME_LIMIT, stored(job).error().code());
    assertEquals(1, warehouse.cancelled.size());
  }

  @Test
  void anotherUsersJobIsNotFound() {
    Job job = submit();

    for (String id : List.of(job.id(), "01ARZ3NDEKTSV4RRFFQ69G5FAV", "x", "")) {
      Problem problem = assertThrows(Problem.class, () -> jobs.get(EVE, id));
      assertEquals("You have no job with that id.", problem.getMessage());
      assertThrows(Problem.class, () -> jobs.cancel(EVE, id));
    }
    assertFalse(stored(job).cancelRequested());
  }

  @Test
  void anAnalystsValuesMustMatchTheSql() {
    JsonObject day = Json.createObjectBuilder().add("day", "2015-03-01").build();

    submissions.submit(EVE, new Submission(null, "select :day", day, null), null);

    assertEquals(List.of("select :day {day=2015-03-01}"), warehouse.started);
    assertRefused(ErrorCode.ARGUMENT_MISSING, "select :day, :night", day);
    assertRefused(ErrorCode.ARGUMENT_UNKNOWN, "select 1", day);
    assertRefused(
        ErrorCode.ARGUMENT_INVALID,
        "select :day",
        Json.createObjectBuilder().addNull("day").build());
    assertRefused(ErrorCode.SQL_INVALID, "select '" + "x".repeat(100 * 1024) + "'", none());
  }

  /** DynamoDB would refuse the item, or one of its later steps. */
  @Test
  void argumentsThatNoItemHoldsAreRefused() {
    String most = "é".repeat((32 * 1024 - "{'a':''}".length()) / 2);

    submissions.submit(EVE, new Submission(null, "select :a", argument("a", most), null), null);

    assertRefused(ErrorCode.ARGUMENT_INVALID, "select :a", argument("a", most + "é"));
  }

  private static JsonObject argument(String name, String value) {
    return Json.createObjectBuilder().add(name, value).build();
  }

  private void assertRefused(ErrorCode code, String sql, JsonObject arguments) {
    Submission asked = new Submission(null, sql, arguments, null);
    assertEquals(
        code, assertThrows(Problem.class, () -> submissions.submit(EVE, asked, null)).code());
  }

  private Job submit() {
    return submissions.submit(ADA, query("trips-by-day", "2015-03"), null);
  }

  private List<String> states() {
    return changes.all.stream().map(news -> news.job().state().name()).toList();
  }

  private Job stored(Job job) {
    return store.jobs.get(job.id());
  }

  private void finish(Job job) {
    warehouse.set("statement-of-" + job.id(), Statement.State.FINISHED, now, null);
  }

  private static Submission query(String name, String month) {
    return new Submission(name, null, Json.createObjectBuilder().add("month", month).build(), null);
  }

  private static JsonObject none() {
    return JsonObject.EMPTY_JSON_OBJECT;
  }
}
