package io.querycast.push;

import io.querycast.Lease;
import io.querycast.TestSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where sessions are, in memory. */
final class FakeSessionStore extends SessionStore {
  final Map<String, Set<Lease>> where = new HashMap<>();
  final List<String> registered = new ArrayList<>();
  final List<String> removed = new ArrayList<>();

  /** Runs while a session is being registered, before it is. */
  Runnable whileRegistering = () -> {};

  /** How often it was asked where sockets are. */
  int looks;

  /** As many of the next removals fail. */
  int failures;

  FakeSessionStore() {
    super(null, TestSettings.SETTINGS, null);
  }

  @Override
  void register(Session session, Lease lease) {
    whileRegistering.run();
    registered.add(session.id() + " " + lease.inbox());
  }

  @Override
  void remove(Session session) {
    if (failures-- > 0) {
      throw new IllegalStateException("The table can't be written.");
    }
    registered.removeIf(each -> each.startsWith(session.id() + " "));
    removed.add(session.id());
  }

  @Override
  Set<Lease> where(String userId) {
    looks++;
    return where.getOrDefault(userId, new HashSet<>());
  }
}
