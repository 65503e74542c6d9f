package io.querycast.local.cognito;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that drops its oldest entries, so that strangers can't fill the memory. */
final class Bounded<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  Bounded(int most) {
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
