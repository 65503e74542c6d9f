package io.querycast.warehouse;

import java.util.Optional;

/** Quotas for tests that are not about them. */
final class Quotas {
  /** A quota without limits. */
  static final Quota UNLIMITED = new Quota(Optional.empty(), () -> 1, () -> 0, nanos -> {});

  private Quotas() {}
}
