package io.querycast.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.TestSettings;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.TableFixture;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A write whose answer was lost is repeated by the SDK, and then finds itself. */
class WatchStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Question QUESTION = new Question("q", JsonValue.EMPTY_JSON_OBJECT);
  private static final Question OTHER = new Question("other", JsonValue.EMPTY_JSON_OBJECT);

  private final WatchStore store =
      new WatchStore(TableFixture.of(new FakeDynamoDb(), TestSettings.SETTINGS), () -> NOW);

  @Test
  void aNewWatchIsStoredOnce() {
    Watch watch = new Watch("w", "ada", QUESTION, PAUSE, 1);

    assertTrue(store.put(watch));
    assertTrue(store.put(watch), "the answer was lost");
    assertFalse(store.put(new Watch("w", "ada", OTHER, PAUSE, 1)), "somebody was quicker");
    assertEquals(Optional.of(watch), store.find("ada", "w"));
  }

  @Test
  void aVersionReplacesTheOneBeforeOnce() {
    Watch second = new Watch("w", "ada", OTHER, PAUSE, 2);
    store.put(new Watch("w", "ada", QUESTION, PAUSE, 1));

    assertTrue(store.put(second));
    assertTrue(store.put(second), "the answer was lost");
    assertFalse(store.put(new Watch("w", "ada", QUESTION, PAUSE, 2)), "somebody was quicker");
    assertEquals(List.of(second), store.list("ada"));
  }

  @Test
  void aWatchThatWasDeletedIsNotRenewed() {
    Watch watch = new Watch("w", "ada", QUESTION, PAUSE, 1);
    store.put(watch);
    store.delete(watch);
    store.renew(watch);

    assertEquals(Optional.empty(), store.find("ada", "w"));
    assertEquals(0, store.watchers(QUESTION.key()).count());
  }

  @Test
  void aQuestionHasOneFirstRound() {
    Round first = Round.first(QUESTION, PAUSE, NOW);

    assertTrue(store.begin(first));
    assertTrue(store.begin(first), "the answer was lost");
    assertFalse(store.begin(Round.first(QUESTION, PAUSE, NOW.plusMillis(1))));
    assertEquals(Optional.of(first), store.round(QUESTION.key()));
  }

  @Test
  void eachRunBeginsOnce() {
    Round first = Round.first(QUESTION, PAUSE, NOW);
    Round next = first.begin("run", false, PAUSE, NOW, NOW.plusSeconds(10));
    store.begin(first);

    assertTrue(store.change(first, next));
    assertTrue(store.change(first, next), "the answer was lost");
    assertFalse(
        store.change(first, first.begin("other", false, PAUSE, NOW, NOW.plusSeconds(10))),
        "another node was quicker");
    assertEquals("run", store.round(QUESTION.key()).orElseThrow().run());
  }

  @Test
  void aQuestionThatNobodyWatchesHasNoTime() {
    Round first = Round.first(QUESTION, PAUSE, NOW);
    store.begin(first);

    assertTrue(store.change(first, first.due(null)));
    assertFalse(store.change(first, first.due(NOW)), "it was due at a time that it has no more");
    assertTrue(store.change(first.due(null), first));
  }
}
