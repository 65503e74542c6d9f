package io.querycast.usage;

import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** One node's sums in a map, which nodes can share. */
final class FakeUsageStore extends UsageStore {
  private record Key(Subject subject, FakeUsageStore node) {}

  /** How often a sum was written. */
  int writes;

  /** Whether the table can't be reached. */
  boolean isDown;

  private final Map<Key, Counts> items;

  FakeUsageStore() {
    this(new ConcurrentHashMap<>());
  }

  private FakeUsageStore(Map<Key, Counts> items) {
    super(null);
    this.items = items;
  }

  /** Another node's, in the same table. */
  FakeUsageStore other() {
    return new FakeUsageStore(items);
  }

  @Override
  void put(Subject subject, Counts sum) {
    if (isDown) {
      throw new IllegalStateException("The table is silent.");
    }
    writes++;
    items.put(new Key(subject, this), sum);
  }

  @Override
  Map<String, Counts> day(LocalDate day, Subject.Kind kind) {
    return items.entrySet().stream()
        .filter(item -> item.getKey().subject().day().equals(day))
        .filter(item -> item.getKey().subject().kind() == kind)
        .collect(
            Collectors.toMap(
                item -> item.getKey().subject().name(), Map.Entry::getValue, Counts::plus));
  }
}
