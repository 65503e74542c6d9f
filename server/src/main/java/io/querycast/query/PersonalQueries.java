package io.querycast.query;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.time.InstantSource;
import java.util.List;

/** What owners can do with their personal queries. Nobody else can do anything with them. */
@Singleton
class PersonalQueries {
  /** A user may keep up to this many. */
  static final int MOST = 100;

  private final PersonalQueryStore store;
  private final InstantSource clock;

  @Inject
  PersonalQueries(PersonalQueryStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  List<PersonalQuery> list(String owner) {
    return store.list(owner);
  }

  /**
   * @throws Problem if the owner keeps none of that name
   */
  PersonalQuery get(String owner, String name) {
    if (!PersonalQuery.isName(name)) {
      throw PersonalQuery.notFound();
    }
    return store.find(owner, name).orElseThrow(PersonalQuery::notFound);
  }

  /**
   * Keeps a query, in place of the one that was kept under that name. Requests at the same moment
   * may exceed the limit by their number.
   *
   * @throws Problem if it can't be kept, or there are too many
   */
  PersonalQuery put(String owner, String name, JsonObject body) {
    PersonalQuery query = PersonalQuery.of(name, body, clock.instant());
    List<PersonalQuery> kept = store.list(owner);
    if (kept.size() >= MOST && kept.stream().noneMatch(each -> each.name().equals(name))) {
      throw new Problem(
          ErrorCode.TOO_MANY_QUERIES,
          "You keep %d queries already: delete one that you no longer need.".formatted(MOST));
    }
    store.put(owner, query);
    return query;
  }

  /**
   * @throws Problem if the owner keeps none of that name
   */
  void delete(String owner, String name) {
    if (!PersonalQuery.isName(name) || !store.delete(owner, name)) {
      throw PersonalQuery.notFound();
    }
  }
}
