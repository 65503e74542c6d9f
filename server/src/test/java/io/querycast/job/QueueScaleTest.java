package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.WhatBreaksFirst;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.TableFixture;
import io.querycast.warehouse.FakeWarehouse;
import io.querycast.warehouse.Unavailable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the fair queue costs while very many users wait, with counters instead of time. */
class QueueScaleTest {
  /** A line for each of them would hide what other tests say. */
  private static final Logger LINES = Logger.getLogger(JobQueue.class.getName());

  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final int RUNNING = 500;

  private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
  private final JobStore store =
      new JobStore(TableFixture.of(dynamoDb, TestSettings.SETTINGS), TestSettings.SETTINGS);
  private final JobItems items = new JobItems(TestSettings.SETTINGS);
  private final FakeWarehouse warehouse = new FakeWarehouse();
  private final QueueDepth depth = new QueueDepth();
  private final JobSteps steps = JobsFixture.steps(store, new Told<>());
  private final SharedStatements shared = JobsFixture.shared(store, warehouse, () -> NOW, steps);
  private final StatementStarter starter =
      new StatementStarter(store, warehouse, () -> NOW, depth, steps, shared);
  private final StatementFollower follower =
      new StatementFollower(
          store,
          warehouse,
          () -> NOW,
          TestSettings.SETTINGS,
          starter,
          steps,
          shared,
          JobsFixture.never());
  private final JobQueue queue =
      new JobQueue(
          store,
          starter,
          follower,
          depth,
          new FakeNanoClock(),
          new Threads(new DirectExecutor(), null));
  private int users;

  @BeforeAll
  static void beQuiet() {
    LINES.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LINES.setLevel(null);
  }

  @Test
  void anEndedJobCostsTheSameHoweverManyUsersWait() {
    long most = 2L * JobStore.QUEUE_PAGE + RUNNING;
    jobs(RUNNING, false);

    jobs(1_000, true);
    assertEquals(RUNNING + 1_000, keysReadByAnEnding());
    jobs(13_000, true);
    assertEquals(most, keysReadByAnEnding());
    jobs(10_000, true);
    assertEquals(most, keysReadByAnEnding());

    assertEquals(
        List.of(most, most, most),
        WhatBreaksFirst.row("jobs that a node reads for the fair queue"));
  }

  @Test
  void whoHasWaitedLongestIsAmongThoseThatAreRead() {
    jobs(12_000, true);

    Set<String> read =
        store.waiting().stream().map(JobStore.Waiting::owner).collect(Collectors.toSet());

    for (int user = 1; user <= 9_000; user++) {
      assertTrue(read.contains("u" + user), "u" + user);
    }
  }

  @Test
  void theNodeKnowsThatItDoesNotSeeAll() {
    jobs(1_000, true);
    depth.saw(store.waiting());
    assertEquals(false, depth.isDeep());

    jobs(12_000, true);
    depth.saw(store.waiting());
    assertEquals(true, depth.isDeep());
  }

  private int keysReadByAnEnding() {
    dynamoDb.dueRead = 0;
    warehouse.room = 0;
    queue.admit(true);
    return dynamoDb.dueRead;
  }

  /** A job for each of so many further users, in the order of their numbers. */
  private void jobs(int count, boolean waits) {
    for (int i = 0; i < count; i++) {
      users++;
      Instant at = NOW.plusMillis(users);
      Job job =
          Job.submitted(
              JobId.next(at),
              "u" + users,
              "trips-by-day",
              "Trips by day",
              Samples.submitted(at).arguments(),
              null,
              at);
      Job now =
          waits
              ? job.queuedFromTheStart(new QueuePlace(users, Unavailable.Reason.WAREHOUSE_FULL))
              : Samples.running(job);
      dynamoDb.putItem(write -> write.item(items.job(now).attributes()));
    }
  }
}
