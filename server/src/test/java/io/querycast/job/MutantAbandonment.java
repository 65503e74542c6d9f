package io.querycast.job;

import io.querycast.NanoClock;
import io.querycast.faults.Mutant;
import java.time.InstantSource;

/** Abandonment that is broken on purpose. */
final class MutantAbandonment {
  private MutantAbandonment() {}

  static Abandonment of(
      Mutant mutant,
      AbandonmentStore store,
      ConnectedUsers users,
      InstantSource clock,
      NanoClock ticks) {
    if (mutant != Mutant.ABANDONED_THOUGH_WANTED) {
      return new Abandonment(store, users, clock, ticks);
    }
    return new Abandonment(store, users, clock, ticks) {
      @Override
      boolean isAbandoned(Job job) {
        return true;
      }
    };
  }
}
