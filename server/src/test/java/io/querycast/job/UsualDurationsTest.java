package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.FakeTimer;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.TableFixture;
import io.querycast.warehouse.Statement;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsualDurationsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final String QUERY = "trips-by-day";

  private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
  private final UsualDurationStore store =
      new UsualDurationStore(TableFixture.of(dynamoDb, TestSettings.SETTINGS));
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final FakeTimer timer = new FakeTimer();
  private final UsualDurations node = node();
  private final UsualDurations other = node();

  private UsualDurations node() {
    return new UsualDurations(store, () -> NOW, ticks, new Threads(new DirectExecutor(), timer));
  }

  @Test
  void theUsualDurationIsTheMedianOfTheLastTwentyRuns() {
    for (int i = 0; i < 15; i++) {
      run(node, Duration.ofHours(1));
    }
    written();
    for (int i = 1; i <= 20; i++) {
      run(node, Duration.ofSeconds(i));
    }
    written();

    assertEquals(Duration.ofSeconds(11), node.of(QUERY));
  }

  @Test
  void allNodesLearnFromTheRunsOfAll() {
    run(node, Duration.ofSeconds(1));
    run(other, Duration.ofSeconds(2));
    run(node, Duration.ofSeconds(3));
    written();
    written();

    assertEquals(Duration.ofSeconds(2), node().of(QUERY));
  }

  @Test
  void fewerThanThreeRunsSayNothing() {
    run(node, Duration.ofSeconds(1));
    run(node, Duration.ofSeconds(1));
    written();

    assertNull(node.of(QUERY));
    assertNull(node.of("another"));
    assertNull(node.of(null), "own SQL");
  }

  @Test
  void manyRunsAreWrittenAtOnce() {
    int[] writes = {0};
    for (int i = 0; i < 1_000; i++) {
      dynamoDb.beforeWrites.add(() -> writes[0]++);
      run(node, Duration.ofSeconds(5));
    }
    written();

    assertEquals(1, writes[0]);
    assertEquals(20, store.runs(QUERY).durations().size());
  }

  @Test
  void whoIsBeatenByAnotherNodeWritesAgain() {
    run(other, Duration.ofSeconds(1));
    written();
    run(node, Duration.ofSeconds(3));
    dynamoDb.beforeWrites.add(
        () -> {
          UsualDurationStore.Runs now = store.runs(QUERY);
          store.replace(QUERY, now, now.with(List.of(2_000L)), NOW);
        });
    written();
    written();

    assertEquals(Duration.ofSeconds(2), node().of(QUERY));
  }

  @Test
  void manyJobsReadOnceAMinute() {
    for (int i = 0; i < 100; i++) {
      node.of(QUERY);
    }
    assertEquals(1, dynamoDb.reads);

    ticks.pass(UsualDurations.READ_AGAIN);
    node.of(QUERY);
    assertEquals(2, dynamoDb.reads);
  }

  @Test
  void whatDidNotRunToItsEndSaysNothing() {
    Job running = running();
    Job finished = Samples.finished(Samples.submitted(NOW), NOW.plusSeconds(1), NOW);
    for (int i = 0; i < 3; i++) {
      tell(node, running.ended(Samples.failed(NOW.plusSeconds(1)), LearnedFrom.EVENT, NOW));
      tell(node, running.ended(Samples.aborted(NOW.plusSeconds(1)), LearnedFrom.EVENT, NOW));
      node.changed(new JobChanged(finished, Samples.expired(finished, NOW)));
      tell(node, Samples.submitted(NOW).ended(at(1), LearnedFrom.EVENT, NOW));
      tell(node, shared().ended(at(1), LearnedFrom.EVENT, NOW));
      tell(node, ownSql().ended(at(1), LearnedFrom.EVENT, NOW));
    }
    written();

    assertNull(node().of(QUERY));
  }

  /** A job of somebody else that joined the statement of Ada's. */
  private static Job shared() {
    return Samples.submitted(
            "01KAWGK3R0A7M4V6T8N9M2R7DE", QUERY, "Trips", JsonObject.EMPTY_JSON_OBJECT, null, NOW)
        .asking(new SharedStatement("hash", null, null, null))
        .joined(Samples.ID, running(), NOW);
  }

  private static Job ownSql() {
    return Samples.running(
        Samples.submitted(
            Samples.ID, null, "Own SQL", JsonObject.EMPTY_JSON_OBJECT, "select 1", NOW));
  }

  private static Job running() {
    return Samples.submitted(NOW).accepted("statement", NOW);
  }

  private static Statement at(int second) {
    return Samples.finished(NOW.plusSeconds(second));
  }

  private static void run(UsualDurations node, Duration time) {
    tell(node, running().ended(Samples.finished(NOW.plus(time)), LearnedFrom.EVENT, NOW));
  }

  private static void tell(UsualDurations node, Job job) {
    node.changed(new JobChanged(job));
  }

  private void written() {
    timer.pass(UsualDurations.WRITE_AFTER);
  }
}
