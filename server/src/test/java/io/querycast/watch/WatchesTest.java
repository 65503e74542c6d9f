package io.querycast.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.identity.User;
import io.querycast.job.FakeRuns;
import io.querycast.job.Job;
import io.querycast.job.Samples;
import io.querycast.query.QueryCatalogue;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchesTest {
  private static final QueryCatalogue QUERIES =
      QueryCatalogue.parse(
          Map.of(
              "often",
              "-- title: A\n-- description: A.\n-- refresh: 1m\n-- least: 20s\n\nselect 1",
              "busiest-hours",
              "-- title: C\n-- description: C.\n\nselect 3",
              "never",
              "-- title: B\n-- description: B.\n\nselect 2"));

  private Instant now = Instant.parse("2026-03-01T09:00:00Z");
  private final FakeWatchStore store = new FakeWatchStore();
  private final FakeRuns runs = new FakeRuns(() -> now);
  private final Told<Answered> told = new Told<>();
  private final Watches watches =
      new Watches(
          QUERIES,
          runs,
          store,
          new Rounds(
              store,
              runs,
              runs.jobs(),
              user -> true,
              told,
              () -> now,
              new Threads(new DirectExecutor(), null)));
  private final User ada = user("ada");
  private final User eve = user("eve");

  private User user(String id) {
    return new User(id, Set.of(), now.plusSeconds(3600));
  }

  @Test
  void aWatchHasThePauseOfItsQueryOrOneOfItsOwn() {
    assertEquals(Duration.ofMinutes(1), put(ada, "a", "{'query':'often'}").refresh());
    assertEquals(
        Duration.ofSeconds(20), put(ada, "b", "{'query':'often','refresh':'PT20S'}").refresh());
    assertEquals(
        Duration.ofHours(1), put(ada, "c", "{'query':'never','refresh':'PT1H'}").refresh());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'query':'often','refresh':'PT19S'}",
        "{'query':'often','refresh':'PT25H'}",
        "{'query':'often','refresh':'-PT1M'}",
        "{'query':'often','refresh':'5m'}",
        "{'query':'often','arguments':[]}",
        "{'query':'never'}",
        "{'query':'never','refresh':'PT59S'}",
        "{}",
      })
  void whatCannotBeWatchedIsRefusedWithWordsThatSayWhatToDo(String body) {
    assertEquals(ErrorCode.BODY_INVALID, refused(() -> put(ada, "a", body)).code());
    assertTrue(store.watches.isEmpty());
  }

  @Test
  void aQueryThatIsNotThereCannotBeWatched() {
    assertEquals(ErrorCode.UNKNOWN_QUERY, refused(() -> put(ada, "a", "{'query':'gone'}")).code());
  }

  @Test
  void aWatchIsChangedOnlyByThoseWhoKnowItsVersion() {
    put(ada, "a", "{'query':'often'}");
    String changed = "{'query':'never','refresh':'PT5M'}";

    assertEquals(ErrorCode.IF_MATCH_MISSING, refused(() -> put(ada, "a", changed)).code());
    assertEquals(ErrorCode.CHANGED_MEANWHILE, refused(() -> put(ada, "a", "7", changed)).code());
    assertEquals(2, put(ada, "a", "1", changed).version());
    assertEquals(2, put(ada, "a", changed).version(), "it stays as it is");
    assertEquals(
        ErrorCode.CHANGED_MEANWHILE,
        refused(() -> put(ada, "new", "1", "{'query':'often'}")).code());
    assertEquals(1, store.watchers.size(), "it no longer counts for its first question");
  }

  @Test
  void whoIsSlowerDoesNotChangeThePauseOfWhoWasQuicker() {
    put(ada, "a", "{'query':'often'}");
    store.beforeWatch = () -> put(ada, "a", "1", "{'query':'often','refresh':'PT2H'}");

    assertEquals(
        ErrorCode.CHANGED_MEANWHILE,
        refused(() -> put(ada, "a", "1", "{'query':'often','refresh':'PT20S'}")).code());
    assertEquals(
        List.of(Duration.ofHours(2)),
        store.watchers.values().stream().map(WatchStore.Watcher::refresh).toList());
  }

  @Test
  void aWatchThatIsPutAgainIsKeptForLonger() {
    Watch watch = put(ada, "a", "{'query':'often'}");
    assertEquals(List.of(), store.renewed);

    put(ada, "a", "{'query':'often'}");
    assertEquals(List.of(watch), store.renewed);
  }

  @Test
  void whoComesLaterIsToldTheAnswerThatTheOthersHave() {
    put(ada, "a", "{'query':'often'}");
    Job run = runs.finish();

    now = now.plusSeconds(59);
    put(eve, "e", "{'query':'often'}");
    assertEquals(List.of(new Answered("eve", "e", run)), told.all);
    assertEquals(1, runs.all.size());
  }

  @Test
  void anAnswerThatIsOlderThanThePauseIsReplacedAndNotTold() {
    put(ada, "a", "{'query':'often'}");
    runs.finish();

    now = now.plusSeconds(60);
    put(eve, "e", "{'query':'often'}");
    assertEquals(List.of(), told.all);
    assertEquals(2, runs.all.size());
  }

  @Test
  void aWatchSaysHowOldItsAnswerIsAndWhyThereIsNoNewerOne() {
    Watch watch = put(ada, "a", "{'query':'often'}");
    assertTrue(watches.toJson(watch).isNull("answer"));
    runs.finish();
    Instant first = now;
    now = now.plusSeconds(60);
    watches.get(ada, "a");
    runs.fail();

    JsonObject json = watches.toJson(watch);
    assertEquals(
        first.toString().replace("Z", ".000Z"), json.getJsonObject("answer").getString("asOf"));
    assertEquals("STATEMENT_FAILED", json.getJsonObject("error").getString("code"));
    assertEquals("PT1M", json.getString("refresh"));
  }

  @Test
  void aWatchIsAskedForAndToldAsTheProtocolShowsIt() {
    now = Instant.parse("2026-11-23T16:00:00Z");
    Watch watch = watches.put(ada, "busiest", null, Samples.example("watch-query.json"));
    Job run = runs.finish();

    JsonObject example = Samples.example("watch.json");
    JsonObject told = watches.toJson(watch);
    JsonObject answer = told.getJsonObject("answer");
    assertEquals(run.id(), answer.getJsonObject("served").getString("statement"));
    assertEquals(example.keySet(), told.keySet());
    assertEquals(
        Json.createObjectBuilder(example).remove("answer").build(),
        Json.createObjectBuilder(told).remove("answer").build());
    assertEquals(
        Json.createObjectBuilder(example.getJsonObject("answer")).remove("served").build(),
        Json.createObjectBuilder(answer).remove("served").build());
  }

  @Test
  void nobodySeesTheWatchOfAnother() {
    put(ada, "a", "{'query':'often'}");
    runs.finish();

    assertEquals(ErrorCode.WATCH_NOT_FOUND, refused(() -> watches.get(eve, "a")).code());
    assertEquals(ErrorCode.WATCH_NOT_FOUND, refused(() -> watches.delete(eve, "a")).code());
    assertTrue(watches.answer("eve", "a").isEmpty());
    assertTrue(watches.answer("ada", "a").isPresent());
    assertEquals(List.of(), watches.list(eve));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a#b",
        "../a",
        "ä",
        "x23456789012345678901234567890123456789012345678901234567890123456"
      })
  void anIdOfAnyOtherFormIsNobodysWatch(String id) {
    assertEquals(
        ErrorCode.WATCH_NOT_FOUND, refused(() -> put(ada, id, "{'query':'often'}")).code());
  }

  @Test
  void aUserMayWatchSoManyQuestions() {
    for (int i = 0; i < Watches.MOST; i++) {
      put(ada, "w" + i, "{'query':'often'}");
    }

    assertEquals(
        ErrorCode.TOO_MANY_WATCHES, refused(() -> put(ada, "more", "{'query':'often'}")).code());
    assertEquals(1, put(ada, "w0", "{'query':'often'}").version());
    watches.delete(ada, "w0");
    put(ada, "more", "{'query':'often'}");
    assertEquals(Watches.MOST, watches.list(ada).size());
  }

  @Test
  void theOrderOfArgumentsMakesNoOtherQuestion() {
    Question one = new Question("often", object("{'a':'1','b':2}"));
    Question same = new Question("often", object("{'b':2,'a':'1'}"));
    Question other = new Question("often", object("{'a':'1','b':'2'}"));

    assertEquals(one.key(), same.key());
    assertTrue(!one.key().equals(other.key()));
  }

  private Watch put(User user, String id, String body) {
    return put(user, id, null, body);
  }

  private Watch put(User user, String id, String before, String body) {
    return watches.put(user, id, before, object(body));
  }

  private static Problem refused(Runnable request) {
    return assertThrows(Problem.class, request::run);
  }

  private static JsonObject object(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json.replace('\'', '"')))) {
      return reader.readObject();
    }
  }
}
