package io.querycast.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.job.FakeRuns;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Samples;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Question QUESTION =
      new Question("trips-by-day", Json.createObjectBuilder().add("month", "2015-03").build());
  private static final String KEY = QUESTION.key();

  private final FakeWatchStore store = new FakeWatchStore();
  private final Set<String> connected = new HashSet<>(Set.of("ada", "eve"));
  private final Told<Answered> told = new Told<>();
  private Instant now = Instant.parse("2026-03-01T09:00:00Z");
  private final FakeRuns runs = new FakeRuns(() -> now);
  private final Rounds node = node();
  private final Rounds otherNode = node();

  private Rounds node() {
    Threads threads = new Threads(new DirectExecutor(), null);
    return new Rounds(store, runs, runs.jobs(), connected::contains, told, () -> now, threads);
  }

  @Test
  void aQuestionRunsOncePerPauseHoweverManyWatchItAndOnHoweverManyNodes() {
    node.serve(watch("ada", PAUSE));
    otherNode.serve(watch("eve", PAUSE));
    lookOnBothNodes();
    assertEquals(1, runs.all.size());
    runs.finish();

    pass(PAUSE.minusSeconds(1));
    lookOnBothNodes();
    assertEquals(1, runs.all.size(), "the pause is not over");

    pass(Duration.ofSeconds(1));
    lookOnBothNodes();
    assertEquals(2, runs.all.size());
  }

  @Test
  void twoNodesThatLookAtTheSameMomentBeginOneRun() {
    node.serve(watch("ada", PAUSE));
    runs.finish();
    pass(PAUSE);
    store.beforeChange = () -> otherNode.look(KEY);

    node.look(KEY);

    assertEquals(2, runs.all.size());
    assertEquals(runs.newest().id(), round().run());
  }

  @Test
  void nothingRunsWhileNobodyWhoWatchesIsConnected() {
    Watch watch = watch("ada", PAUSE);
    node.serve(watch);
    runs.finish();
    connected.remove("ada");

    pass(PAUSE);
    lookOnBothNodes();
    assertEquals(1, runs.all.size());
    assertNull(round().dueAt(), "it is not looked at any more");

    connected.add("ada");
    node.serve(watch);
    assertEquals(2, runs.all.size(), "who comes back watches again");
  }

  @Test
  void whoComesBackSoonWaitsForTheRestOfThePause() {
    Watch watch = watch("ada", PAUSE);
    node.serve(watch);
    runs.finish();
    store.rounds.put(KEY, round().due(null));

    pass(Duration.ofMinutes(2));
    node.serve(watch);
    assertEquals(1, runs.all.size());
    assertEquals(now.plus(Duration.ofMinutes(3)), round().dueAt());
  }

  @Test
  void theShortestPauseOfThoseWhoAreConnectedCounts() {
    node.serve(watch("ada", PAUSE));
    runs.finish();
    node.serve(watch("eve", Duration.ofMinutes(1)));
    pass(Duration.ofMinutes(1));
    lookOnBothNodes();
    assertEquals(2, runs.all.size());
    runs.finish();
    connected.remove("eve");

    pass(Duration.ofMinutes(1));
    lookOnBothNodes();
    pass(Duration.ofMinutes(1));
    runs.finish();
    lookOnBothNodes();

    assertEquals(3, runs.all.size());
    assertEquals(PAUSE, round().pause());
  }

  @Test
  void aNodeThatDiesBeforeItStoresARunIsReplacedByAnotherAndTheRunKeepsItsId() {
    Watch watch = watch("ada", PAUSE);
    runs.dies = true;
    node.serve(watch);
    String id = round().run();
    runs.dies = false;

    otherNode.look(KEY);
    assertTrue(runs.all.isEmpty(), "the node may be slow");
    pass(Rounds.RETRY);
    otherNode.look(KEY);
    node.look(KEY);

    assertEquals(Set.of(id), runs.all.keySet());
  }

  @Test
  void aNodeThatDiesAfterItStoredARunDoesNotCauseAnother() {
    node.serve(watch("ada", PAUSE));
    Round begun = round();
    store.rounds.put(
        KEY,
        new Round(
            KEY, QUESTION, begun.run(), null, now, true, PAUSE, now.plus(Rounds.RETRY), null));

    pass(Rounds.RETRY);
    otherNode.look(KEY);

    assertEquals(1, runs.all.size());
    assertEquals(begun.begunAt().plus(PAUSE), round().dueAt());
  }

  @Test
  void aRunThatTakesLongerThanThePauseIsNotJoinedByAnother() {
    node.serve(watch("ada", PAUSE));

    pass(PAUSE);
    lookOnBothNodes();
    assertEquals(1, runs.all.size());
    runs.finish();
    pass(PAUSE);
    lookOnBothNodes();
    assertEquals(2, runs.all.size());
  }

  @Test
  void aWatchWhoseNodeDiedWhileItWasDeletedKeepsNothingRunning() {
    Watch watch = watch("ada", PAUSE);
    node.serve(watch);
    runs.finish();
    store.delete(watch);

    pass(PAUSE);
    lookOnBothNodes();

    assertEquals(1, runs.all.size());
    assertTrue(store.watchers.isEmpty());
  }

  @Test
  void theAnswerBeforeStaysUntilThereIsANewerOne() {
    node.serve(watch("ada", PAUSE));
    assertTrue(node.answer(round()).isEmpty());
    Job first = runs.finish();
    assertEquals(first, node.answer(round()).orElseThrow());

    pass(PAUSE);
    node.look(KEY);
    assertEquals(first, node.answer(round()).orElseThrow(), "the next one runs");
    runs.fail();
    assertEquals(first, node.answer(round()).orElseThrow(), "the next one has failed");

    pass(PAUSE);
    node.look(KEY);
    assertEquals(first, node.answer(round()).orElseThrow());
    Job third = runs.finish();
    assertEquals(third, node.answer(round()).orElseThrow());
  }

  @Test
  void everyWatcherIsToldThatARunHasEndedAndNobodyElse() {
    node.serve(watch("ada", PAUSE));
    node.serve(watch("eve", PAUSE));
    Question other = new Question("payment-mix", JsonValue.EMPTY_JSON_OBJECT);
    store.watch(new Watch("w", "mallory", other, PAUSE, 1));
    node.changed(new JobChanged(runs.newest()));
    assertEquals(List.of(), told.all, "it has not ended");

    Job run = runs.finish();
    node.changed(new JobChanged(run));
    assertEquals(
        Set.of(new Answered("ada", "w", run), new Answered("eve", "w", run)), Set.copyOf(told.all));

    Job failed = Samples.finished(Samples.submitted(now), now, now);
    node.changed(new JobChanged(failed));
    assertEquals(2, told.all.size(), "the job of a user is no answer of a watch");
  }

  @Test
  void aQueryThatIsGoneSaysSoAndIsTriedAgain() {
    runs.hasNoQuery = true;
    node.serve(watch("ada", PAUSE));
    assertEquals("There is no query of that name.", round().fault());

    runs.hasNoQuery = false;
    pass(PAUSE);
    node.look(KEY);
    assertEquals(1, runs.all.size());
    assertNull(round().fault());
  }

  private Watch watch(String user, Duration pause) {
    Watch watch = new Watch("w", user, QUESTION, pause, 1);
    store.put(watch);
    store.watch(watch);
    return watch;
  }

  private Round round() {
    return store.round(KEY).orElseThrow();
  }

  private void lookOnBothNodes() {
    node.look(KEY);
    otherNode.look(KEY);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
