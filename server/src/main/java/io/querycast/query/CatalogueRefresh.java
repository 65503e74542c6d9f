package io.querycast.query;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Follows the changes of a catalogue outside the WAR. Each file is read once for each new content.
 * A broken file changes nothing: the query stays as it was.
 */
final class CatalogueRefresh {
  private final Supplier<Map<String, CatalogueStore.Found>> list;
  private final Function<CatalogueStore.Found, String> read;
  private final Consumer<String> complaints;
  private final Map<String, CatalogueStore.Found> known = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final SortedMap<String, Query> queries = new TreeMap<>();

  /**
   * A catalogue that was not read yet.
   *
   * @param list the files there are, by the names of the queries
   * @param read reads a file's content
   * @param complaints is told of each broken file, once
   */
  CatalogueRefresh(
      Supplier<Map<String, CatalogueStore.Found>> list,
      Function<CatalogueStore.Found, String> read,
      Consumer<String> complaints) {
    this.list = list;
    this.read = read;
    this.complaints = complaints;
  }

  /**
   * Looks for changes.
   *
   * @return every query there is now; empty if nothing has changed
   */
  Optional<SortedMap<String, Query>> look() {
    Map<String, CatalogueStore.Found> found = list.get();
    if (found.equals(known)) {
      return Optional.empty();
    }
    for (Map.Entry<String, CatalogueStore.Found> file : found.entrySet()) {
      if (!file.getValue().equals(known.get(file.getKey()))) {
        take(file.getKey(), read.apply(file.getValue()));
        known.put(file.getKey(), file.getValue());
      }
    }
    known.keySet().retainAll(found.keySet());
    broken.retainAll(found.keySet());
    queries.keySet().retainAll(found.keySet());
    return Optional.of(new TreeMap<>(queries));
  }

  private void take(String name, String content) {
    try {
      queries.put(name, QueryFile.parse(name, content));
      broken.remove(name);
    } catch (IllegalArgumentException e) {
      broken.add(name);
      complaints.accept(e.getMessage());
    }
  }

  /** How many files can't be read. */
  int faults() {
    return broken.size();
  }
}
