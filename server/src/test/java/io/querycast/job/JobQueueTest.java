package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.identity.User;
import io.querycast.query.QueryCatalogue;
import io.querycast.warehouse.FakeWarehouse;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private final FakeJobStore store = new FakeJobStore();
  private final FakeWarehouse warehouse = new FakeWarehouse();
  private final Told<JobChanged> changes = new Told<>();
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final QueueDepth depth = new QueueDepth();
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
          QueryCatalogue.parse(Map.of("one", "-- title: One\n-- description: One.\nselect 1\n")),
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
  private final JobQueue queue =
      new JobQueue(store, starter, follower, depth, ticks, new Threads(new DirectExecutor(), null));

  @Test
  void anEndingLetsTheNextOneIn() {
    changes.observe(queue::changed);
    warehouse.room = 1;
    Job first = submit("ada");
    Job second = submit("ada");
    assertEquals(1, second.queue().position());

    finish(first);

    assertEquals("RUNNING", stored(second).state().name());
    assertNull(stored(second).queue());
    assertEquals(0, depth.waiting());
  }

  @Test
  void aJobWaitsForTheAccountsQuotaWithThatReasonAndNothingIsReadMeanwhile() {
    warehouse.quotaLeft = false;
    Job job = submit("ada");
    assertEquals(new QueuePlace(1, Unavailable.Reason.QUOTA), job.queue());
    int tried = warehouse.tried.size();

    queue.admit(true);
    assertEquals(tried, warehouse.tried.size());
    warehouse.quotaLeft = true;
    queue.admit(true);

    assertEquals("RUNNING", stored(job).state().name());
  }

  @Test
  void aLaterJobIsNotStartedBeforeThoseThatWait() {
    warehouse.room = 1;
    submit("ada");
    Job waits = submit("ada");
    warehouse.room = 2;

    Job later = submit("eve");

    assertEquals(new QueuePlace(2, Unavailable.Reason.WAREHOUSE_FULL), later.queue());
    assertEquals(1, later.version(), "stored in the queue from the start");
    queue.admit(true);
    assertTrue(stored(waits).queue() != null, "eve has nothing running, ada has");
    assertEquals("RUNNING", stored(later).state().name());
  }

  @Test
  void theFirstJobsAreToldTheirPlaces() {
    warehouse.room = 1;
    submit("ada");
    submit("ada");
    now = now.plusSeconds(1);
    Job eve = submit("eve");
    assertEquals(2, eve.queue().position());

    queue.admit(true);

    assertEquals(1, stored(eve).queue().position());
    assertEquals(1, warehouse.started.size());
  }

  @Test
  void aRefusalIsFollowedByAPauseAndAnEndingByNone() {
    warehouse.room = 0;
    Job job = submit("ada");
    for (int i = 0; i < 12; i++) {
      queue.admit(true);
    }
    warehouse.room = 1;
    for (int i = 0; i < 1000 && stored(job).queue() != null; i++) {
      ticks.pass(Duration.ofMillis(11));
      queue.admit(false);
    }

    assertEquals("RUNNING", stored(job).state().name(), "after at most 10 s");
  }

  @Test
  void nothingIsLostWhenAnotherNodeWasQuicker() {
    warehouse.room = 0;
    Job job = submit("ada");
    warehouse.room = 1;
    store.beforeNextUpdate(() -> starter.start(stored(job)));

    queue.admit(true);

    assertEquals("RUNNING", stored(job).state().name());
    assertEquals(1, warehouse.started.size());
  }

  @Test
  void aJobThatCannotBeStartedDoesNotKeepTheOthersWaiting() {
    warehouse.room = 0;
    Job broken = submit("ada");
    Job other = submit("eve");
    store.texts.remove(broken.id());
    warehouse.room = 2;

    queue.admit(true);

    assertEquals("RUNNING", stored(other).state().name());
  }

  @Test
  void aJobThatHasWaitedAsLongAsAJobMayIsGivenUpWithTheReason() {
    warehouse.room = 0;
    Job job = submit("ada");

    now = now.plus(TestSettings.SETTINGS.timeLimit()).plusSeconds(1);
    queue.admit(true);

    assertEquals(JobError.Code.TIME_LIMIT, stored(job).error().code());
    assertTrue(stored(job).error().message().startsWith("Redshift runs as many statements"));
  }

  @Test
  void twoThousandJobsRunOnceEachWithAtMostTwoHundredAtATime() {
    warehouse.room = 200;
    List<Job> all = IntStream.range(0, 2000).mapToObj(i -> submit("user" + i % 40)).toList();
    assertEquals(200, running(all).size());
    assertEquals(1800, stored(all.get(1999)).queue().position());

    for (List<Job> running = running(all); !running.isEmpty(); running = running(all)) {
      assertTrue(running.size() <= 200);
      running.forEach(this::finish);
      queue.admit(true);
    }

    assertTrue(all.stream().allMatch(job -> stored(job).state() instanceof JobState.Finished));
    assertEquals(2000, warehouse.started.size());
  }

  private List<Job> running(List<Job> jobs) {
    return jobs.stream().filter(job -> stored(job).state() instanceof JobState.Running).toList();
  }

  @Test
  void aCancelledJobNoLongerWaits() {
    warehouse.room = 0;
    Job job = submit("ada");

    jobs.cancel(user("ada"), job.id());
    warehouse.room = 1;
    queue.admit(true);

    assertEquals("CANCELLED", stored(job).state().name());
    assertEquals(List.of(), warehouse.started);
  }

  @Test
  void aJobThatAloneDrawsErrorsDelaysNobody() {
    changes.observe(queue::changed);
    Job bad = poisoned("ada");
    assertEquals(new QueuePlace(1, Unavailable.Reason.UNREACHABLE), bad.queue());

    for (int i = 0; i < 20; i++) {
      assertEquals("RUNNING", stored(submit("eve")).state().name());
    }

    assertEquals("PASSED_OVER", reason(bad));
    assertEquals(0, stored(bad).queue().toJson().getInt("position"));
    assertEquals(5, tries(bad), "a few tries, then none among the others");
  }

  @Test
  void aPassedOverJobIsTriedNowAndThenAndGivenUpInTheEnd() {
    Job bad = passedOver();
    for (int seconds : List.of(20, 40, 80)) {
      learn(bad);
      assertEquals(now.plusSeconds(seconds), due(bad), "postponed for longer each time");
    }
  }

  @Test
  void aJobThatIsGivenUpSaysSo() {
    Job bad = passedOver();
    for (int i = 0; i < 4; i++) {
      learn(bad);
    }

    assertEquals("FAILED", stored(bad).state().name());
    assertEquals(JobError.Code.STATEMENT_UNANSWERED, stored(bad).error().code());
    assertTrue(stored(bad).mayHaveStrayStatement(), "Redshift may have it anyway");
  }

  @Test
  void aJobThatRedshiftAcceptedAnywayIsNotGivenUp() {
    Job bad = passedOver();
    warehouse.set("statement-of-" + bad.id(), Statement.State.RUNNING, now, null);
    for (int i = 0; i < 4; i++) {
      learn(bad);
    }

    assertEquals("RUNNING", stored(bad).state().name());
  }

  @Test
  void aPassedOverJobStartsWhenRedshiftAcceptsIt() {
    Job bad = passedOver();
    warehouse.poisoned.clear();

    follower.learn(bad.id(), LearnedFrom.SWEEPER);

    assertEquals("RUNNING", stored(bad).state().name());
  }

  @Test
  void whileNoOtherJobIsAnsweredErrorsDoNotCountForAJob() {
    changes.observe(queue::changed);
    Job alone = poisoned("ada");
    for (int i = 0; i < 50; i++) {
      queue.admit(true);
    }

    assertEquals("UNREACHABLE", reason(alone));
    assertEquals(0, stored(alone).queue().failures());
  }

  @Test
  void inAnOutageNoErrorsCountAndTheOrderStaysFair() {
    warehouse.trouble = new Unavailable(Unavailable.Reason.UNREACHABLE, null);
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      now = now.plusSeconds(1);
      all.add(submit("user" + i % 5, "select " + i));
    }
    for (int i = 0; i < 20; i++) {
      queue.admit(true);
    }
    assertTrue(all.stream().allMatch(job -> stored(job).queue().failures() == 0));
    int before = warehouse.tried.size();
    queue.admit(true);
    assertEquals(4, warehouse.tried.size() - before, "a few tries show that the outage goes on");

    warehouse.trouble = null;
    queue.admit(true);

    assertEquals(
        all.stream().map(each -> each.sql() + " {}").toList(),
        warehouse.started,
        "the job that waits longest is first, also among those that were tried meanwhile");
  }

  @Test
  void manyBadJobsDelayNobodyForLong() {
    warehouse.room = 0;
    warehouse.poisoned.add(BAD);
    for (int i = 0; i < 100; i++) {
      submit("ada", BAD);
      submit("bob", BAD);
    }
    List<Job> good = IntStream.range(0, 10).mapToObj(i -> submit("eve")).toList();
    warehouse.room = 200;
    warehouse.tried.clear();

    queue.admit(true);

    assertTrue(good.stream().allMatch(job -> stored(job).state() instanceof JobState.Running));
    assertTrue(warehouse.tried.size() <= 20, "and only a few of the others were tried");
  }

  @Test
  void badJobsOfManyUsersAreFoundOneAfterAnother() {
    warehouse.room = 0;
    warehouse.poisoned.add(BAD);
    List<Job> bad = IntStream.range(0, 8).mapToObj(i -> submit("user" + i, BAD)).toList();
    now = now.plusSeconds(1);
    Job good = submit("eve");
    warehouse.room = 200;

    for (int i = 0; i < 8; i++) {
      queue.admit(true);
    }
    assertEquals("RUNNING", stored(good).state().name());
    for (int i = 0; i < 8; i++) {
      submit("eve");
      queue.admit(true);
    }

    bad.forEach(job -> assertEquals("PASSED_OVER", reason(job)));
    assertEquals(0, store.waiting().size());
  }

  private static final String BAD = "select 'bad'";

  private Job poisoned(String user) {
    warehouse.poisoned.add(BAD);
    Job bad = submit(user, BAD);
    now = now.plusSeconds(1);
    return bad;
  }

  private Job passedOver() {
    Job bad = poisoned("ada");
    for (int i = 0; i < 4; i++) {
      submit("eve");
      queue.admit(true);
    }
    assertEquals("PASSED_OVER", reason(bad));
    return bad;
  }

  private void learn(Job bad) {
    submit("eve");
    queue.admit(true);
    assertThrows(Unavailable.class, () -> follower.learn(bad.id(), LearnedFrom.SWEEPER));
  }

  private Instant due(Job job) {
    return store.postponed.get(job.id());
  }

  private String reason(Job job) {
    return stored(job).queue().toJson().getString("reason");
  }

  private long tries(Job job) {
    return warehouse.tried.stream().filter(job.id()::equals).count();
  }

  private Job submit(String user) {
    return submit(user, "select 1");
  }

  private Job submit(String user, String sql) {
    return submissions.submit(
        user(user), new Submission(null, sql, JsonObject.EMPTY_JSON_OBJECT, null), null);
  }

  private static User user(String id) {
    return new User(id, Set.of("analyst"), Instant.MAX);
  }

  private void finish(Job job) {
    warehouse.set("statement-of-" + job.id(), Statement.State.FINISHED, now, null);
    follower.learn(job.id(), LearnedFrom.EVENT);
  }

  private Job stored(Job job) {
    return store.jobs.get(job.id());
  }
}
