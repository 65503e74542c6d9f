package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Audit;
import io.querycast.DirectExecutor;
import io.querycast.Settings;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.identity.User;
import io.querycast.query.QueryCatalogue;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.FakeWarehouse;
import io.querycast.warehouse.Statement;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
  private static final User ADA = new User("ada", Set.of(), Instant.MAX);
  private static final User BOB = new User("bob", Set.of(), Instant.MAX);
  private static final User EVE = new User("eve", Set.of("analyst"), Instant.MAX);
  private static final User ROOT = new User("root", Set.of("admin"), Instant.MAX);

  private static final Duration TEN = Duration.ofMinutes(10);
  private static final Duration ANEW = Duration.ZERO;

  /** More writes than a job makes alone. */
  private static final int MANY = 8;

  private int writesLeft = Integer.MAX_VALUE;
  private boolean isDead;

  private final FakeJobStore store =
      new FakeJobStore() {
        @Override
        Created create(Job job, Text text, String key) {
          beforeWrite();
          return super.create(job, text, key);
        }

        @Override
        boolean update(Job before, Job after) {
          beforeWrite();
          return super.update(before, after);
        }
      };

  private final FakeWarehouse warehouse =
      new FakeWarehouse() {
        @Override
        public String start(String jobId, String sql, Map<String, String> values) {
          beforeWrite();
          return super.start(jobId, sql, values);
        }
      };

  private Instant now = Instant.parse("2026-11-23T09:00:00Z");
  private final FakeSharedStatementStore open = new FakeSharedStatementStore(this::beforeWrite);
  private final FakeAnswerStore kept = new FakeAnswerStore(this::beforeWrite);
  private final List<String> audited = new ArrayList<>();
  private final Answers answers = new Answers(kept, () -> now, new Audit(() -> now, audited::add));
  private final Told<JobChanged> changes = new Told<>();
  private final QueueDepth depth = new QueueDepth();
  private final JobSteps steps = JobsFixture.steps(store, changes);
  private final SharedStatements shared =
      new SharedStatements(
          open,
          answers,
          store,
          steps,
          warehouse,
          () -> now,
          new Threads(new DirectExecutor(), null));
  private final StatementStarter starter =
      new StatementStarter(store, warehouse, () -> now, depth, steps, shared);
  private final StatementFollower follower =
      new StatementFollower(
          store,
          warehouse,
          () -> now,
          TestSettings.sharing(),
          starter,
          steps,
          shared,
          JobsFixture.never());
  private final Submissions submissions = submissions(TestSettings.sharing(), "select :month");
  private final Jobs jobs = new Jobs(store, () -> now, steps, shared, JobsFixture.never(), answers);

  @Test
  void whoAsksAgainWithinTheTimeOfTheQueryIsServedAtOnceByTheAnswer() {
    Job first = finished(submit(ADA));
    now = now.plus(Duration.ofMinutes(3));

    Job second = submit(BOB);

    assertEquals(1, warehouse.started.size());
    assertEquals("FINISHED", second.state().name());
    assertEquals(1, second.version(), "it is stored as it is");
    assertEquals(second, stored(second));
    assertEquals(first.statementId(), second.statementId());
    assertEquals(stored(first).result(), second.result());
    assertEquals(served("answer", first, "PT3M"), second.toJson().get("served"));
    assertEquals(now, second.endedAt());
    assertEquals(1, changes.all.stream().filter(news -> news.job().equals(second)).count());
    assertEquals(Set.of(), open.open.keySet());
  }

  @Test
  void anAnswerIsAsOldAsItsStatementBecauseWhatCameLaterIsNotInIt() {
    Job first = submit(ADA);
    now = now.plus(Duration.ofMinutes(4));
    Statement slow =
        new Statement(
            first.statementId(),
            Statement.State.FINISHED,
            first.submittedAt(),
            now,
            Duration.ofMinutes(4),
            31,
            0,
            true,
            null);
    shared.end(first, slow, LearnedFrom.EVENT);

    assertEquals(served("answer", first, "PT4M"), submit(BOB).toJson().get("served"));
    now = first.submittedAt().plus(TEN).plusSeconds(1);
    assertEquals("RUNNING", submit(BOB).state().name());
  }

  @Test
  void anOlderAnswerServesNobody() {
    Job first = finished(submit(ADA));
    now = first.submittedAt().plus(TEN);
    assertEquals("FINISHED", submit(BOB).state().name());

    now = now.plusMillis(1);

    assertEquals("RUNNING", submit(BOB).state().name());
    assertEquals(2, warehouse.started.size());
  }

  @Test
  void theCallerCanAskForAYoungerAnswerAndNeverForAnOlderOne() {
    finished(submit(ADA));
    now = now.plus(Duration.ofMinutes(3));
    assertEquals("FINISHED", submit(BOB, asked(Duration.ofMinutes(3))).state().name());
    assertEquals("RUNNING", submit(BOB, asked(Duration.ofMinutes(2))).state().name());

    now = now.plus(TEN);
    Job late = submit(EVE, asked(Duration.ofHours(12)));

    assertEquals("RUNNING", late.state().name());
  }

  @Test
  void aRunAnewReplacesTheAnswerForAll() {
    finished(submit(ADA));
    now = now.plus(Duration.ofMinutes(3));

    Job anew = finished(submit(BOB, asked(ANEW)));
    now = now.plus(Duration.ofMinutes(9));

    assertEquals(served("answer", anew, "PT9M"), submit(EVE).toJson().get("served"));
    assertEquals(2, warehouse.started.size());
  }

  @Test
  void whoWantsANewRunTakesNoAnswerOfThisVeryMoment() {
    finished(submit(ADA));

    assertEquals("RUNNING", submit(BOB, asked(ANEW)).state().name());
  }

  @Test
  void anAnswerThatIsLearnedLateReplacesNoNewerOne() {
    Job first = finished(submit(ADA));
    Statement old = warehouse.describe(first.statementId()).orElseThrow();
    now = now.plusSeconds(60);
    Job anew = finished(submit(BOB, asked(ANEW)));

    answers.keep(first, old);

    assertEquals(anew.id(), submit(EVE).statementName());
  }

  @Test
  void whatFailedOrWasStoppedIsNoAnswer() {
    for (Statement.State state : List.of(Statement.State.FAILED, Statement.State.ABORTED)) {
      Job job = submit(ADA);
      warehouse.set(job.statementId(), state, now, "ERROR: no");
      follower.learn(job.id(), LearnedFrom.EVENT);
    }

    assertEquals(Map.of(), kept.answers);
  }

  @Test
  void aQueryWithoutATimeLeavesNoAnswerAndLooksForNone() {
    Submissions plain = submissions(TestSettings.sharing(), "select :month", "");

    finished(plain.submit(ADA, asked(null), null));
    plain.submit(BOB, asked(null), null);

    assertEquals(2, warehouse.started.size());
    assertEquals(0, kept.looks);
    assertEquals(Map.of(), kept.answers);
  }

  @Test
  void aQueryWithoutATimeTakesNoMaxAge() {
    Submissions plain = submissions(TestSettings.sharing(), "select :month", "");

    Problem problem = assertThrows(Problem.class, () -> plain.submit(ADA, asked(ANEW), null));

    assertEquals(ErrorCode.BODY_INVALID, problem.code());
    assertEquals(
        "Each run of 'trips-by-day' is a new one: leave 'maxAge' out.", problem.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10m", "PT", "-PT1S", "-PT0.5S", "PT12H0.1S", "P1D", "P1M", "PT1M x"})
  void aMaxAgeThatIsNoTimeUpToTwelveHoursIsRefused(String maxAge) {
    Problem problem = assertThrows(Problem.class, () -> read("\"" + maxAge + "\""));

    assertEquals(ErrorCode.BODY_INVALID, problem.code());
    assertEquals("'maxAge' is a duration from PT0S to PT12H, such as PT10M.", problem.getMessage());
    assertThrows(Problem.class, () -> read("600"));
  }

  @Test
  void aMaxAgeIsReadInWholeSeconds() {
    assertNull(read("null").maxAge());
    assertEquals(Duration.ZERO, read("\"PT0S\"").maxAge());
    assertEquals(Duration.ofHours(12), read("\"PT12H\"").maxAge());
    assertEquals(Duration.ofSeconds(90), read("\"PT1M30.7S\"").maxAge());
  }

  @Test
  void ownSqlIsServedByAnAnswerOnlyIfBothWantIt() {
    finished(submit(EVE, sql(null)));
    finished(submit(EVE, sql(TEN)));
    assertEquals(2, warehouse.started.size(), "the first has left none");

    assertEquals("FINISHED", submit(EVE, sql(TEN)).state().name());
    assertEquals("RUNNING", submit(EVE, sql(null)).state().name());
  }

  @Test
  void ownSqlTakesNoAnswerOfAQueryWithTheSameText() {
    finished(submit(ADA));
    JsonObject month = Json.createObjectBuilder().add("month", "2015-03").build();

    Job own = submit(EVE, new Submission(null, "select :month", month, TEN));

    assertEquals("RUNNING", own.state().name());
  }

  @Test
  void noAnswerServesAcrossCataloguesAndIdentities() {
    finished(submit(ADA));

    assertEquals(
        "RUNNING",
        submissions(TestSettings.sharing(), "select :month, 1")
            .submit(BOB, asked(null), null)
            .state()
            .name());
    JobStore.Text text = new JobStore.Text("select 1", Map.of());
    SharedStatement ours =
        SharedStatement.of(text, TestSettings.sharing().warehouse(), "version", TEN);
    Settings.Redshift other =
        new Settings.Redshift(
            Optional.of("querycast"),
            Optional.empty(),
            "dev",
            Optional.of("somebody"),
            Optional.empty());
    Job ada = Samples.submitted(now).asking(ours);
    answers.keep(ada, Samples.finished(now));
    assertTrue(answers.find(ada).isPresent());
    assertEquals(
        Optional.empty(),
        answers.find(ada.asking(SharedStatement.of(text, other, "version", TEN))));
    assertEquals(
        Optional.empty(),
        answers.find(
            ada.asking(SharedStatement.of(text, TestSettings.sharing().warehouse(), "next", TEN))));
  }

  @Test
  void whileNothingIsSharedEachRunIsANewOne() {
    Submissions plain = submissions(TestSettings.SETTINGS, "select :month");

    finished(plain.submit(ADA, asked(null), null));
    Job second = plain.submit(BOB, asked(ANEW), null);

    assertEquals("RUNNING", second.state().name());
    assertNull(second.shared());
  }

  @Test
  void anAnswerServesNobodyForWhomItsRowsWouldSoonBeGone() {
    Answer answer =
        new Answer("statement", "id", now, Samples.TOOK, JobResult.of(Samples.finished(now)));
    Instant last = now.plus(Duration.ofHours(12));

    assertTrue(answer.serves(Duration.ofDays(1), last));
    assertEquals(false, answer.serves(Duration.ofDays(1), last.plusMillis(1)));
  }

  @Test
  void anAnswerWhoseRowsAreFoundToBeGoneServesNobodyElse() {
    Job first = finished(submit(ADA));
    Job second = submit(BOB);

    jobs.resultIsGone(second);

    assertEquals(JobError.Code.RESULT_EXPIRED, stored(second).error().code());
    assertEquals("FINISHED", stored(first).state().name());
    assertEquals("RUNNING", submit(EVE).state().name());
  }

  @Test
  void whatIsGoneOfAnOlderStatementLeavesTheNewerAnswer() {
    Job first = finished(submit(ADA));
    now = now.plusSeconds(60);
    Job anew = finished(submit(BOB, asked(ANEW)));

    jobs.resultIsGone(first);

    assertEquals(anew.id(), submit(EVE).statementName());
  }

  @Test
  void whatAnOperatorForgetsServesNobodyAndTheTrailSaysWhoDidIt() {
    finished(submit(ADA));

    answers.forget(ROOT, "trips-by-day");

    assertEquals("RUNNING", submit(BOB).state().name());
    assertEquals(
        List.of(
            "{\"audit\":\"administered\",\"at\":\"2026-11-23T09:00:00Z\",\"user\":\"root\","
                + "\"act\":\"forget\",\"query\":\"trips-by-day\"}"),
        audited);
  }

  @Test
  void anOperatorForgetsOneQueryOrAll() {
    finished(submit(ADA));
    finished(submit(EVE, sql(TEN)));

    answers.forget(ROOT, "another");
    assertEquals("FINISHED", submit(BOB).state().name());
    answers.forget(ROOT, "trips-by-day");
    assertEquals("RUNNING", submit(BOB).state().name());
    assertEquals("FINISHED", submit(EVE, sql(TEN)).state().name());

    answers.forget(ROOT, null);
    assertEquals("RUNNING", submit(EVE, sql(TEN)).state().name());
  }

  @Test
  void aStatementThatRanWhileAnswersWereForgottenLeavesNone() {
    Job running = submit(ADA);
    answers.forget(ROOT, null);
    finished(running);
    assertEquals("RUNNING", submit(BOB).state().name());

    now = now.plus(Answers.CLOCKS).plusSeconds(1);
    finished(submit(EVE, asked(ANEW)));

    assertEquals("FINISHED", submit(BOB).state().name(), "what is begun later serves again");
  }

  @Test
  void whatIsBegunWhileClocksMayDifferIsForgottenToo() {
    answers.forget(ROOT, null);
    now = now.plus(Answers.CLOCKS);
    finished(submit(ADA));

    assertEquals("RUNNING", submit(BOB).state().name());
  }

  @Test
  void whoComesBetweenTheLookForAnAnswerAndTheEndingIsServedAllTheSame() {
    Job first = submit(ADA);
    open.beforeJoin = () -> finished(first);

    Job second = submit(BOB);

    assertEquals("FINISHED", second.state().name());
    assertEquals(first.id(), second.statementName());
    assertEquals("answer", second.toJson().getJsonObject("served").getString("by"));
    assertEquals(1, warehouse.started.size());
  }

  @Test
  void aJobThatWasStoredAndNotStartedIsServedByTheAnswerThatCameMeanwhile() {
    // It is stored, and its node is gone before it could start it.
    writesLeft = 2;
    Job left = submit(BOB);
    isDead = false;
    assertEquals("SUBMITTED", left.state().name());
    finished(submit(ADA));

    follower.learn(left.id(), LearnedFrom.SWEEPER);

    assertEquals("FINISHED", stored(left).state().name());
    assertEquals(2, stored(left).version());
    assertEquals(1, warehouse.started.size());
  }

  @Test
  void anAnswerServesThoughOthersWaitForRoom() {
    finished(submit(ADA));
    warehouse.room = 0;
    submit(EVE, sql(null));

    Job second = submit(BOB);

    assertEquals("FINISHED", second.state().name());
    assertEquals(1, second.version(), "it is stored as it is");
    assertNull(second.queue());
  }

  @Test
  void theSameKeyGivesTheSameJobWhetherAnAnswerServesItOrNot() {
    Job first = submissions.submit(ADA, asked(null), "key");
    finished(first);

    assertEquals(first.id(), submissions.submit(ADA, asked(null), "key").id());
    Job served = submissions.submit(BOB, asked(null), "key");
    assertEquals(served, submissions.submit(BOB, asked(null), "key"));
  }

  /** A node dies before each of its writes in turn; another node, and its sweeper, go on. */
  @Test
  void whereverANodeDiesTheAnswerIsTheStatementsAndNobodyWaits() {
    int write = 0;
    boolean hasDied;
    do {
      store.jobs.clear();
      open.open.clear();
      open.users.clear();
      kept.answers.clear();
      warehouse.started.clear();
      warehouse.tokens.clear();
      now = now.plusSeconds(100);
      writesLeft = ++write;
      tried(() -> submit(ADA));
      tried(() -> all().forEach(this::end));
      tried(() -> submit(BOB));
      tried(() -> all().forEach(this::end));
      tried(() -> submit(EVE));
      hasDied = writesLeft <= 0;
      writesLeft = Integer.MAX_VALUE;
      for (int round = 0; round < 3; round++) {
        all().forEach(job -> follower.learn(job.id(), LearnedFrom.SWEEPER));
        all().forEach(this::end);
      }

      assertEquals(1, warehouse.started.size(), "death at write " + write);
      for (Job job : all()) {
        assertEquals("FINISHED", job.state().name(), "death at write " + write);
        assertEquals("statement-of-" + job.statementName(), job.statementId());
      }
      assertEquals("FINISHED", submit(BOB).state().name(), "death at write " + write);
    } while (hasDied);
    assertTrue(write > MANY, "it dies at " + write);
  }

  private void tried(Runnable work) {
    try {
      work.run();
    } catch (IllegalStateException e) {
      assertTrue(isDead, e::toString);
    } finally {
      isDead = false;
    }
  }

  private void beforeWrite() {
    if (--writesLeft == 0) {
      isDead = true;
    }
    if (isDead) {
      throw new IllegalStateException("The node dies here.");
    }
  }

  private List<Job> all() {
    return List.copyOf(store.jobs.values());
  }

  private Job submit(User user) {
    return submit(user, asked(null));
  }

  private Job submit(User user, Submission asked) {
    return submissions.submit(user, asked, null);
  }

  private Job stored(Job job) {
    return store.jobs.get(job.id());
  }

  /** Its statement ends now, and took no time. */
  private Job finished(Job job) {
    end(job);
    return stored(job);
  }

  private void end(Job job) {
    if (!job.isEnded() && warehouse.tokens.contains(job.statementName())) {
      String id = "statement-of-" + job.statementName();
      warehouse.set(id, Statement.State.FINISHED, now, null);
      follower.learn(job.statementName(), LearnedFrom.EVENT);
    }
  }

  private Submissions submissions(Settings settings, String sql) {
    return submissions(settings, sql, "-- fresh: 10m\n");
  }

  private Submissions submissions(Settings settings, String sql, String fresh) {
    QueryCatalogue queries =
        QueryCatalogue.parse(
            Map.of(
                "trips-by-day",
                "-- title: Trips by day\n-- description: How many.\n"
                    + fresh
                    + "-- parameter: month\n--   type: month\n"
                    + sql));
    return new Submissions(
        queries, store, settings, () -> now, depth, starter, steps, JobsFixture.unknown(), answers);
  }

  private static JsonValue served(String by, Job first, String age) {
    return Json.createObjectBuilder()
        .add("by", by)
        .add("statement", first.id())
        .add("age", age)
        .build();
  }

  private static Submission asked(Duration maxAge) {
    return new Submission(
        "trips-by-day", null, Json.createObjectBuilder().add("month", "2015-03").build(), maxAge);
  }

  private static Submission sql(Duration maxAge) {
    return new Submission(null, "select 2", JsonObject.EMPTY_JSON_OBJECT, maxAge);
  }

  private static Submission read(String maxAge) {
    String body = "{\"sql\":\"select 1\",\"maxAge\":%s}".formatted(maxAge);
    return Submission.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }
}
