package io.querycast.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.Metrics;
import io.querycast.TestMetrics;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.TableFixture;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Samples;
import io.querycast.result.RowsRead;
import io.querycast.usage.UsageReport.By;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-23");

  private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
  private final UsageStore store = store();
  private final FakeTimer timer = new FakeTimer();
  private final Threads threads = new Threads(new DirectExecutor(), timer);
  private final Metrics metrics = TestMetrics.figures();
  private Instant now = Instant.parse("2026-11-23T16:00:00Z");
  private final Usage usage = node(store);
  private final UsageReport report = new UsageReport(store);

  /** Another node's, or another life's, in the same table. */
  private UsageStore store() {
    return new UsageStore(TableFixture.of(dynamoDb, TestSettings.SETTINGS));
  }

  private Usage node(UsageStore its) {
    Usage node = new Usage(its, metrics, () -> now, threads);
    node.start(null);
    return node;
  }

  @Test
  void aStatementIsCountedForTheOneThatAskedFirstAndSavedForTheOthers() {
    Job first = Samples.submitted(now);
    run(usage, first);
    for (String other : List.of("bob", "dan")) {
      tell(usage, Samples.submittedBy(other, now));
      tell(usage, Samples.sharing(other, first));
    }
    tell(usage, Samples.answered("eve", first));
    tell(usage, Samples.ownSql(now));
    usage.rowsRead(new RowsRead(first, 1));
    written();

    assertEquals(Samples.example("usage.json"), report.of(DAY, DAY, By.QUERY));
    assertEquals(
        List.of(
            "ada 1 0 0 PT0.25S PT0S",
            "bob 0 1 0 PT0S PT0.25S",
            "dan 0 1 0 PT0S PT0.25S",
            "eve 0 0 1 PT0S PT0.25S"),
        rows(By.USER).stream()
            .map(
                row ->
                    "%s %d %d %d %s %s"
                        .formatted(
                            row.getString("user"),
                            row.getInt("statements"),
                            row.getInt("shared"),
                            row.getInt("reused"),
                            row.getString("warehouse"),
                            row.getString("saved")))
            .toList());
    String line = TestMetrics.line(metrics);
    for (String figure :
        List.of(
            "\"StatementsRun\":1",
            "\"StatementsShared\":2",
            "\"StatementsReused\":1",
            "\"WarehouseMilliseconds\":250")) {
      assertTrue(line.contains(figure), line);
    }
  }

  @Test
  void aLostResultIsNoSecondEnd() {
    Job first = Samples.submitted(now);
    Job finished = run(usage, first);
    usage.changed(new JobChanged(finished, Samples.expired(finished, now)));
    Job shared = Samples.sharing("bob", first);
    tell(usage, shared);
    usage.changed(new JobChanged(shared, Samples.expired(shared, now)));
    written();

    assertEquals(1, total().getInt("statements"));
    assertEquals(1, total().getInt("shared"));
  }

  @Test
  void aJobThatEndedBeforeItsStatementIsCountedWhenRedshiftSaysHowLongItTook() {
    Job running = Samples.running(Samples.submitted(now));
    usage.changed(new JobChanged(Samples.submitted(now)));
    Job cancelled = Samples.letGo(running, now);
    usage.changed(new JobChanged(running, cancelled));
    written();
    assertEquals(0, total().getInt("statements"));

    usage.changed(new JobChanged(cancelled, Samples.told(cancelled, now)));
    written();
    assertEquals(1, total().getInt("statements"));
    assertEquals("PT0.25S", total().getString("warehouse"));
  }

  @Test
  void theSumsOfAllNodesAndLivesAreAdded() {
    run(usage, Samples.submitted(now));
    run(node(store()), Samples.submitted(now));
    run(node(store()), Samples.submitted(now));
    written();

    assertEquals(3, total().getInt("statements"));
    assertEquals("0.375 USD", total().getString("price"));
  }

  @Test
  void manyJobsAreOneWrite() {
    IntStream.range(0, 1_000).forEach(i -> run(usage, Samples.submitted(now)));
    written();
    assertEquals(1, dynamoDb.puts);

    written();
    assertEquals(1, dynamoDb.puts, "nothing has changed");
  }

  @Test
  void aLargeItemIsWrittenEveryTwoMinutes() {
    askAll(Usage.FEW);
    written();
    assertEquals(1, dynamoDb.puts);

    askAll(Usage.FEW);
    written();
    assertEquals(1, dynamoDb.puts);
    now = now.plus(Usage.MANY_EVERY);
    written();
    assertEquals(2, dynamoDb.puts);
  }

  @Test
  void usersBeyondAThousandAreCountedTogether() {
    askAll(Usage.MOST_USERS + 10);
    usage.stop(null);

    JsonObject told = report.of(DAY, DAY, By.USER);
    assertEquals(Usage.MOST_USERS + 10, told.getJsonObject("total").getInt("asked"));
    JsonObject others =
        told.getJsonArray("rows").getValuesAs(JsonObject.class).stream()
            .filter(row -> row.getString("user").equals("others"))
            .findFirst()
            .orElseThrow();
    assertEquals(11, others.getInt("asked"), "a thousand sums are one query's and 999 users'");
  }

  private void askAll(int users) {
    IntStream.range(0, users).forEach(i -> tell(usage, Samples.submittedBy("user" + i, now)));
  }

  @Test
  void whatCannotBeWrittenIsWrittenLaterAndOnce() {
    dynamoDb.beforeWrites.add(
        () -> {
          throw new IllegalStateException("The table is silent.");
        });
    run(usage, Samples.submitted(now));
    written();
    written();

    assertEquals(1, total().getInt("asked"));
  }

  @Test
  void aNodeThatStopsWritesWhatItHas() {
    run(usage, Samples.submitted(now));
    usage.stop(null);

    assertEquals(1, total().getInt("asked"));
  }

  @Test
  void eachDayHasItsOwnSums() {
    run(usage, Samples.submitted(now));
    written();
    now = now.plus(Duration.ofDays(1));
    run(usage, Samples.submitted(now));
    run(usage, Samples.submitted(now));
    written();

    List<JsonObject> days = rows(By.DAY, DAY, DAY.plusDays(1));
    assertEquals(List.of("2026-11-23", "2026-11-24"), names(days, "day"));
    assertEquals(List.of(1, 2), days.stream().map(day -> day.getInt("asked")).toList());
    assertEquals(1, total().getInt("asked"), "the second day is not in the first");
  }

  @Test
  void theRunOfAWatchIsNobodysAndOwnSqlIsNoQuerys() {
    tell(usage, Samples.submittedBy("watched#q", now));
    tell(usage, Samples.ownSql(now));
    written();

    assertTrue(rows(By.USER).stream().anyMatch(row -> row.isNull("user")));
    assertTrue(rows(By.QUERY).stream().anyMatch(row -> row.isNull("query")));
    assertEquals(2, total().getInt("asked"));
  }

  @Test
  void whatTookLongestComesFirstAndTheTotalIsOfAll() {
    store.put(
        DAY,
        IntStream.rangeClosed(0, UsageReport.MOST_ROWS)
            .boxed()
            .collect(
                Collectors.toMap(
                    i -> new Subject(Subject.Kind.USER, "user" + i),
                    i -> Counts.statement(Duration.ofSeconds(i), 1, null))));

    JsonObject told = report.of(DAY, DAY, By.USER);

    assertEquals(UsageReport.MOST_ROWS, told.getJsonArray("rows").size());
    assertEquals("user1000", told.getJsonArray("rows").getJsonObject(0).getString("user"));
    assertEquals(false, told.getBoolean("isAll"));
    assertEquals(UsageReport.MOST_ROWS + 1, told.getJsonObject("total").getInt("statements"));
  }

  private Job run(Usage node, Job job) {
    Job finished = Samples.finished(job, now, now);
    node.changed(new JobChanged(job));
    node.changed(new JobChanged(Samples.running(job), finished));
    return finished;
  }

  private static void tell(Usage node, Job job) {
    node.changed(new JobChanged(job));
  }

  private void written() {
    timer.pass(Usage.WRITE_EVERY.multipliedBy(2));
  }

  private JsonObject total() {
    return report.of(DAY, DAY, By.QUERY).getJsonObject("total");
  }

  private List<JsonObject> rows(By by) {
    return rows(by, DAY, DAY);
  }

  private List<JsonObject> rows(By by, LocalDate from, LocalDate to) {
    return report.of(from, to, by).getJsonArray("rows").getValuesAs(JsonObject.class);
  }

  private static List<String> names(List<JsonObject> rows, String key) {
    return rows.stream().map(row -> row.getString(key)).toList();
  }
}
