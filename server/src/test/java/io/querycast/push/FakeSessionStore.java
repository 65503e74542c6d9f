package io.querycast.push;

import io.querycast.node.Lease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The inboxes of sessions, in memory. */
final class FakeSessionStore extends SessionStore {
  final Map<String, Set<Lease>> where = new HashMap<>();
  final List<String> registered = new ArrayList<>();
  final List<String> removed = new ArrayList<>();

  /** Runs just before a session is registered. */
  Runnable whileRegistering = () -> {};

  /** How often it was asked for the inboxes of sockets. */
  int looks;

  /** So many of the next removals fail. */
  int failures;

  /** So many removals after those are refused. */
  int refusals;

  int removals;

  FakeSessionStore() {
    super(null, null);
  }

  @Override
  void register(Session session, Lease lease) {
    whileRegistering.run();
    registered.add(session.id() + " " + lease.inbox());
  }

  @Override
  boolean remove(Collection<Session> some) {
    removals++;
    if (failures-- > 0) {
      throw new IllegalStateException("The table can't be written.");
    }
    if (refusals-- > 0) {
      return false;
    }
    for (Session session : some) {
      registered.removeIf(each -> each.startsWith(session.id() + " "));
      removed.add(session.id());
    }
    return true;
  }

  @Override
  Set<Lease> where(String userId) {
    looks++;
    return where.getOrDefault(userId, new HashSet<>());
  }
}
