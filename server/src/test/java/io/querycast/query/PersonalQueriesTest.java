package io.querycast.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PersonalQueriesTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  /** A store in memory. */
  private static final class FakeStore extends PersonalQueryStore {
    private final TreeMap<String, PersonalQuery> kept = new TreeMap<>();

    FakeStore() {
      super(null);
    }

    @Override
    List<PersonalQuery> list(String owner) {
      return kept.entrySet().stream()
          .filter(each -> each.getKey().startsWith(owner + "#"))
          .map(each -> each.getValue())
          .map(each -> new PersonalQuery(each.name(), each.title(), null, each.updatedAt()))
          .toList();
    }

    @Override
    Optional<PersonalQuery> find(String owner, String name) {
      return Optional.ofNullable(kept.get(owner + "#" + name));
    }

    @Override
    void put(String owner, PersonalQuery query) {
      kept.put(owner + "#" + query.name(), query);
    }

    @Override
    boolean delete(String owner, String name) {
      return kept.remove(owner + "#" + name) != null;
    }
  }

  private final PersonalQueries queries = new PersonalQueries(new FakeStore(), () -> NOON);

  private static JsonObject body(String title, String sql) {
    return Json.createObjectBuilder().add("title", title).add("sql", sql).build();
  }

  private static ErrorCode refusal(Runnable call) {
    return assertThrows(Problem.class, call::run).code();
  }

  private ErrorCode refused(String name, JsonObject body) {
    return refusal(() -> queries.put("ada", name, body));
  }

  @Test
  void aKeptQueryIsReadAgainAndListedWithoutItsSql() {
    queries.put("ada", "my-trips", body(" My trips ", "select :a"));
    assertEquals(
        new PersonalQuery("my-trips", "My trips", "select :a", NOON),
        queries.get("ada", "my-trips"));
    assertNull(queries.list("ada").get(0).sql());
    assertEquals(
        "{\"name\":\"my-trips\",\"title\":\"My trips\",\"sql\":\"select :a\","
            + "\"updatedAt\":\"2026-11-23T12:00:00.000Z\"}",
        queries.get("ada", "my-trips").toJson().toString());
  }

  @Test
  void aNameIsKeptOnce() {
    queries.put("ada", "q", body("One", "select 1"));
    queries.put("ada", "q", body("Two", "select 2"));
    assertEquals(List.of("Two"), queries.list("ada").stream().map(PersonalQuery::title).toList());
  }

  @Test
  void anotherUsersQueryIsNotFound() {
    queries.put("ada", "q", body("Q", "select 1"));
    assertEquals(ErrorCode.QUERY_NOT_FOUND, refusal(() -> queries.get("ben", "q")));
    assertEquals(ErrorCode.QUERY_NOT_FOUND, refusal(() -> queries.delete("ben", "q")));
    assertEquals(ErrorCode.QUERY_NOT_FOUND, refusal(() -> queries.get("ada", "none")));
    assertEquals(ErrorCode.QUERY_NOT_FOUND, refusal(() -> queries.get("ada", "Not A Name")));
    assertEquals("select 1", queries.get("ada", "q").sql());
    assertEquals(List.of(), queries.list("ben"));
  }

  @Test
  void aDeletedQueryIsGone() {
    queries.put("ada", "q", body("Q", "select 1"));
    queries.delete("ada", "q");
    assertEquals(ErrorCode.QUERY_NOT_FOUND, refusal(() -> queries.get("ada", "q")));
  }

  @Test
  void anInvalidPersonalQueryIsRefused() {
    for (String name : List.of("Q", "a--b", "-a", "a-", "a/b", "ä", "x".repeat(65))) {
      assertEquals(ErrorCode.BODY_INVALID, refused(name, body("Q", "select 1")), name);
    }
    assertEquals(ErrorCode.BODY_INVALID, refused("q", body(" ", "select 1")));
    assertEquals(ErrorCode.BODY_INVALID, refused("q", body("x".repeat(101), "select 1")));
    assertEquals(ErrorCode.BODY_INVALID, refused("q", body("Q", " ")));
    assertEquals(
        ErrorCode.BODY_INVALID, refused("q", Json.createObjectBuilder().add("title", "Q").build()));
    assertEquals(ErrorCode.SQL_INVALID, refused("q", body("Q", "x".repeat(102_401))));
    assertEquals(List.of(), queries.list("ada"));
  }

  @Test
  void aHundredAreKeptAndOneOfThemMayStillChange() {
    for (int i = 0; i < PersonalQueries.MOST; i++) {
      queries.put("ada", "q" + i, body("Q", "select 1"));
    }
    assertEquals(ErrorCode.TOO_MANY_QUERIES, refused("one-more", body("Q", "select 1")));
    assertEquals("select 2", queries.put("ada", "q7", body("Q", "select 2")).sql());
    assertEquals("q", queries.put("ben", "q", body("Q", "select 1")).name());
  }
}
