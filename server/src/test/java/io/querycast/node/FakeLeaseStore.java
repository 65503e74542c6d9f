package io.querycast.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Leases in memory, with the rules of the real store. */
final class FakeLeaseStore extends LeaseStore {
  /** Of one lease. */
  private static final int BYTES = 120;

  final Map<Integer, Held> leases = new TreeMap<>();

  /** How often all leases were read, and how many 4 KB DynamoDB would have read for that. */
  int looks;

  int readUnits;

  /** Thrown by every call; null for none. */
  RuntimeException trouble;

  FakeLeaseStore() {
    super(null);
  }

  @Override
  public List<Held> all() {
    check();
    looks++;
    readUnits += Math.max(1, (leases.size() * BYTES + 4095) / 4096);
    return List.copyOf(leases.values());
  }

  @Override
  public Optional<Lease> take(int inbox, Optional<Held> known, String node, boolean isAtGateway) {
    check();
    if (!Optional.ofNullable(leases.get(inbox)).equals(known)) {
      return Optional.empty();
    }
    Lease lease = new Lease(inbox, known.map(held -> held.lease().epoch() + 1).orElse(1L));
    leases.put(inbox, new Held(lease, node, 1, isAtGateway));
    return Optional.of(lease);
  }

  @Override
  public boolean beat(Lease lease, String node) {
    check();
    Held held = leases.get(lease.inbox());
    if (held == null || !held.lease().equals(lease) || !held.node().equals(node)) {
      return false;
    }
    leases.put(lease.inbox(), new Held(lease, node, held.beat() + 1, held.isAtGateway()));
    return true;
  }

  @Override
  public void release(Lease lease, String node) {
    check();
    Held held = leases.get(lease.inbox());
    if (held.lease().equals(lease) && held.node().equals(node)) {
      leases.put(lease.inbox(), new Held(lease, "", held.beat(), held.isAtGateway()));
    }
  }

  private void check() {
    if (trouble != null) {
      throw trouble;
    }
  }
}
