package io.querycast.push;

import io.querycast.TestSettings;
import io.querycast.identity.AccessToken;
import io.querycast.node.Lease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The inboxes and connections of sessions, in memory. */
public final class FakeSessionStore extends SessionStore {
  final Map<String, Set<Lease>> where = new HashMap<>();
  final List<String> registered = new ArrayList<>();
  public final List<String> removed = new ArrayList<>();

  /** The sessions whose sockets the gateway holds. */
  public final List<AtGateway> atGateway = new ArrayList<>();

  /** The tokens of those sessions, by session; a session without one is not watched. */
  public final Map<String, AccessToken> tokens = new HashMap<>();

  /** The sessions whose tokens can't be read. */
  public final Set<String> unreadable = new HashSet<>();

  /** Runs just before a session is registered. */
  Runnable whileRegistering = () -> {};

  /** How often it was asked for the inboxes of sockets. */
  int looks;

  /** So many of the next removals fail. */
  public int failures;

  /** So many removals after those are refused. */
  int refusals;

  int removals;

  public FakeSessionStore() {
    super(null, TestSettings.SETTINGS, null);
  }

  @Override
  void register(Session session, Lease lease) {
    whileRegistering.run();
    registered.add(session.id() + " " + lease.inbox());
  }

  @Override
  public boolean remove(Collection<Session> some) {
    removals++;
    if (failures-- > 0) {
      throw new IllegalStateException("The table can't be written.");
    }
    if (refusals-- > 0) {
      return false;
    }
    for (Session session : some) {
      registered.removeIf(each -> each.startsWith(session.id() + " "));
      atGateway.removeIf(each -> each.session().equals(session));
      removed.add(session.id());
    }
    return true;
  }

  @Override
  public List<AtGateway> atGateway(String userId) {
    looks++;
    return atGateway.stream().filter(each -> each.session().userId().equals(userId)).toList();
  }

  @Override
  public Standing standing(Session session) {
    if (failures-- > 0) {
      throw new IllegalStateException("The table can't be read.");
    }
    boolean isThere = atGateway.stream().anyMatch(each -> each.session().equals(session));
    return new Standing(
        isThere && !unreadable.contains(session.id()),
        Optional.ofNullable(tokens.get(session.id())));
  }

  @Override
  Where where(String userId) {
    looks++;
    return new Where(
        where.getOrDefault(userId, new HashSet<>()),
        atGateway.stream().anyMatch(each -> each.session().userId().equals(userId)));
  }
}
