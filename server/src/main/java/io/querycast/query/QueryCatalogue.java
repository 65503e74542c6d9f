package io.querycast.query;

import io.querycast.Secret;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The catalogue: every query there is, by name. A catalogue outside the WAR may change. */
public final class QueryCatalogue {
  private volatile SortedMap<String, Query> byName;
  private volatile String version;

  private QueryCatalogue(SortedMap<String, Query> byName) {
    become(byName);
  }

  /**
   * Reads the catalogue.
   *
   * @param files contents by name without {@code .sql}
   * @throws IllegalArgumentException that names the file, line and reason for every broken file
   */
  public static QueryCatalogue parse(Map<String, String> files) {
    SortedMap<String, Query> queries = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
      try {
        queries.put(file.getKey(), QueryFile.parse(file.getKey(), file.getValue()));
      } catch (IllegalArgumentException e) {
        faults.add(e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The catalogue can't be read:\n  " + String.join("\n  ", faults));
    }
    return of(queries);
  }

  /**
   * The catalogue of these queries.
   *
   * @throws IllegalArgumentException if there are none
   */
  static QueryCatalogue of(SortedMap<String, Query> queries) {
    if (queries.isEmpty()) {
      throw none();
    }
    return new QueryCatalogue(queries);
  }

  static IllegalArgumentException none() {
    return new IllegalArgumentException("The catalogue holds no query.");
  }

  /** From now on the catalogue holds these queries. */
  final void become(SortedMap<String, Query> newer) {
    byName = newer;
    version =
        Secret.hash(
            newer.values().stream()
                .map(query -> query.toJson() + "\n" + query.sql())
                .collect(Collectors.joining("\n")));
  }

  /** A hash of all queries: the same on all nodes that have the same catalogue. */
  public String version() {
    return version;
  }

  /**
   * The query of that name.
   *
   * @throws Problem that lists the existing names
   */
  public Query get(String name) {
    SortedMap<String, Query> now = byName;
    Query query = now.get(name);
    if (query == null) {
      throw new Problem(
          ErrorCode.UNKNOWN_QUERY,
          "There is no query of that name; there are " + String.join(", ", now.keySet()) + ".");
    }
    return query;
  }

  /** All queries, in the order of their names. */
  public Collection<Query> all() {
    return byName.values();
  }
}
