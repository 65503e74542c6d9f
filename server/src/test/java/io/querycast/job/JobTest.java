package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.querycast.Price;
import io.querycast.TestSettings;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Unavailable;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  private final Job submitted = Samples.submitted(NOW);
  private final Job running = submitted.accepted("statement", NOW.plusMillis(40));

  @Test
  void eachStepForwardCountsOneVersion() {
    Job finished = running.ended(Samples.finished(NOW.plusSeconds(1)), LearnedFrom.EVENT, NOW);

    assertEquals(1, submitted.version());
    assertEquals(2, running.version());
    assertEquals(3, finished.version());
  }

  @Test
  void anEventThatOvertakesRunningStillFinishesTheJob() {
    Job finished = submitted.ended(Samples.finished(NOW), LearnedFrom.EVENT, NOW);

    assertEquals("FINISHED", finished.state().name());
    assertSame(finished, finished.accepted("statement", NOW), "a late acceptance changes nothing");
  }

  @Test
  void theFirstEndingWins() {
    Job finished = running.ended(Samples.finished(NOW), LearnedFrom.EVENT, NOW);

    assertSame(finished, finished.ended(Samples.failed(NOW), LearnedFrom.SWEEPER, NOW));
    assertSame(finished, finished.cancelRequested(NOW));
    assertSame(
        finished,
        finished.failed(new JobError(JobError.Code.TIME_LIMIT, "late"), LearnedFrom.SWEEPER, NOW));
  }

  @Test
  void aStatementThatStillRunsChangesNothing() {
    Statement still =
        new Statement(
            "statement", Statement.State.RUNNING, NOW, NOW, Duration.ZERO, 0, 0, false, null);

    assertSame(running, running.ended(still, LearnedFrom.SWEEPER, NOW));
  }

  @Test
  void aResultExpiresADayAfterRedshiftMadeIt() {
    Job finished = running.ended(Samples.finished(NOW), LearnedFrom.EVENT, NOW.plusSeconds(9));

    assertEquals(NOW.plusSeconds(86_400), finished.result().expiresAt());
    assertEquals(NOW, finished.receipt().redshiftEnded());
    assertEquals(NOW.plusSeconds(9), finished.receipt().learned());
  }

  @Test
  void withoutAStatementAJobIsCancelledAtOnceOtherwiseWhenRedshiftSaysSo() {
    assertEquals("CANCELLED", submitted.cancelRequested(NOW).state().name());

    Job asked = running.cancelRequested(NOW);
    assertEquals("RUNNING", asked.state().name());
    assertSame(asked, asked.cancelRequested(NOW), "once is enough");
    assertEquals(
        "CANCELLED", asked.ended(Samples.aborted(NOW), LearnedFrom.EVENT, NOW).state().name());
  }

  @Test
  void aJobThatIsCancelledTooLateIsFinished() {
    Job asked = running.cancelRequested(NOW);

    assertEquals(
        "FINISHED", asked.ended(Samples.finished(NOW), LearnedFrom.EVENT, NOW).state().name());
  }

  @Test
  void aStatementThatSomebodyElseStoppedHasFailed() {
    Job failed = running.ended(Samples.aborted(NOW), LearnedFrom.EVENT, NOW);

    assertEquals("FAILED", failed.state().name());
    assertEquals(JobError.Code.STATEMENT_ABORTED, failed.error().code());
  }

  @Test
  void redshiftsOwnWordsReachTheUser() {
    Job failed = running.ended(Samples.failed(NOW), LearnedFrom.EVENT, NOW);

    assertEquals(
        "ERROR: relation \"no_such_table\" does not exist",
        failed.toJson().getJsonObject("error").getString("message"));
  }

  @Test
  void theJsonHasEveryFieldAndNeverTheOwner() {
    assertEquals(JsonValue.NULL, submitted.toJson().get("endedAt"));
    assertEquals(Samples.example("job-submitted.json").keySet(), submitted.toJson().keySet());
  }

  @Test
  void aStatementIsBorneOnceByWhoAskedFirst() {
    Price second = Price.parse("0.5 USD");
    Job first = running.ended(Samples.finished(NOW), LearnedFrom.EVENT, NOW);
    Job shared = Samples.sharing("bob", submitted).costing(0, Optional.of(second));

    assertEquals("0.125 USD", first.costing(2, Optional.of(second)).cost().price());
    assertEquals(null, first.costing(2, Optional.empty()).cost().price());
    assertEquals(
        "{\"warehouse\":\"PT0S\",\"saved\":\"PT0.25S\",\"calls\":0,\"price\":null}",
        shared.toJson().get("cost").toString());
  }

  @Test
  void aChangedPriceDoesNotChangeThePast() {
    Job ended = running.ended(Samples.finished(NOW), LearnedFrom.EVENT, NOW);
    Job priced = ended.costing(0, Optional.of(Price.parse("1 USD")));

    assertEquals(
        "0.25 USD",
        Samples.expired(priced, NOW).costing(0, Optional.of(Price.parse("2 USD"))).cost().price());
  }

  @Test
  void whoLetGoOfAStatementIsToldItsCostOnceAndStaysAsItWas() {
    Job cancelled = Samples.letGo(running, NOW);
    Job told = Samples.told(cancelled, NOW);

    assertSame(cancelled, cancelled.told(Samples.running(NOW)), "not yet");
    assertEquals(cancelled.state(), told.state());
    assertEquals(cancelled.receipt(), told.receipt());
    assertEquals(cancelled.version() + 1, told.version());
    assertEquals(Samples.TOOK, told.cost().took());
    assertSame(told, Samples.told(told, NOW));
  }

  @Test
  void whoHasNoStatementOrTheOneOfAnotherIsToldNoCost() {
    Job unstarted = submitted.cancelRequested(NOW);
    Job shared = Samples.letGo(Samples.joined("bob", running), NOW);

    assertEquals("CANCELLED", shared.state().name());
    assertSame(unstarted, Samples.told(unstarted, NOW));
    assertSame(shared, Samples.told(shared, NOW));
  }

  /** The same job with another id, which joined a job's statement and ended with it. */
  private static Job shared(Job first, Job ended) {
    Job joined =
        Job.submitted(
                "01KAWGK3R0A7M4V6T8N9M2R7DE",
                "bob",
                first.query(),
                first.title(),
                first.arguments(),
                null,
                first.submittedAt())
            .asking(new SharedStatement("hash", null, null, null))
            .joined(first.id(), ended, ended.startedAt());
    // To join is one step, as RUNNING is for the others.
    return joined.ended(
        Samples.finished(ended.endedAt()), LearnedFrom.EVENT, ended.receipt().learned());
  }

  /** The same job once more, asked for three minutes later. */
  private static Job answered(Job first, Job ended) {
    Answer answer =
        new Answer(
            first.id(), ended.statementId(), first.submittedAt(), Samples.TOOK, ended.result());
    return Job.submitted(
            "01KAWGK3R0A7M4V6T8N9M2R7DF",
            "eve",
            first.query(),
            first.title(),
            first.arguments(),
            null,
            first.submittedAt().plusSeconds(180))
        .asking(new SharedStatement("hash", null, Duration.ofMinutes(10), null))
        .answeredFromTheStart(answer);
  }

  @Test
  void theExamplesOfTheProtocolAreWhatTheServerWrites() {
    Instant start = Instant.parse("2026-11-23T16:00:00Z");
    Job first = Samples.submitted(start);
    Job second = first.accepted("statement", start.plusMillis(40));
    Job third =
        second
            .ended(
                Samples.finished(start.plusMillis(1500)), LearnedFrom.EVENT, start.plusMillis(1584))
            .costing(2, TestSettings.SETTINGS.price());

    assertEquals(Samples.example("job-submitted.json"), first.toJson());
    Duration usual = Duration.ofSeconds(12);
    assertEquals(
        Samples.example("job-queued.json"),
        first
            .expecting(usual, null)
            .queued(new QueuePlace(3, Unavailable.Reason.WAREHOUSE_FULL))
            .toJson());
    assertEquals(Samples.example("job-running.json"), second.expecting(usual, null).toJson());
    assertEquals(Samples.example("job-finished.json"), third.toJson());
    assertEquals(Samples.example("job-shared.json"), shared(first, third).toJson());
    assertEquals(Samples.example("job-answered.json"), answered(first, third).toJson());
  }
}
