package io.querycast.push;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The open connections of this node, by user. */
@Singleton
public class Connections {
  /** More tabs than a person looks at. */
  private static final int MOST_PER_USER = 20;

  private final ConcurrentMap<String, Set<NodeConnection>> byUser = new ConcurrentHashMap<>();

  /**
   * Registers a connection.
   *
   * @return false if the user has too many
   */
  boolean add(NodeConnection connection) {
    Set<NodeConnection> all =
        byUser.compute(
            connection.session().userId(),
            (user, known) -> {
              Set<NodeConnection> set = known == null ? ConcurrentHashMap.newKeySet() : known;
              if (set.size() < MOST_PER_USER) {
                set.add(connection);
              }
              return set;
            });
    return all.contains(connection);
  }

  void remove(NodeConnection connection) {
    byUser.computeIfPresent(
        connection.session().userId(),
        (user, known) -> {
          known.remove(connection);
          return known.isEmpty() ? null : known;
        });
  }

  Collection<NodeConnection> of(String userId) {
    return List.copyOf(byUser.getOrDefault(userId, Set.of()));
  }

  Collection<NodeConnection> all() {
    return byUser.values().stream().flatMap(Set::stream).toList();
  }
}
