package io.querycast.node;

import io.querycast.TestSettings;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A node that holds the inbox that a test gives it. The test also says which inboxes are live. */
public final class FakeNode extends Node {
  public Optional<Lease> own = Optional.of(new Lease(0, 1));
  public final Set<Lease> living = new HashSet<>();

  /** The living nodes whose sockets the gateway holds. */
  public final Set<Lease> atGateway = new HashSet<>();

  /** How many nodes share the common work, and which of them this one is, from 0. */
  public int sharers = 1;

  public int place;

  public FakeNode() {
    super(null, TestSettings.SETTINGS, null, null, null);
  }

  @Override
  public Optional<Lease> lease() {
    return own;
  }

  @Override
  public boolean isMine(int part) {
    return part % sharers == place;
  }

  @Override
  public Set<Lease> othersAtGateway() {
    return Set.copyOf(atGateway);
  }

  @Override
  public Set<Lease> othersWithSockets() {
    Set<Lease> others = new HashSet<>(living);
    own.ifPresent(others::remove);
    return others;
  }
}
