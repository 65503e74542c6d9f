package io.querycast.door;

import io.querycast.push.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The gateway's connections, in memory. They are all in one part. */
final class FakeConnectionStore extends ConnectionStore {
  static final int PART = 3;

  final List<Held> all = new ArrayList<>();

  /** How many of the next reads fail. */
  int failures;

  FakeConnectionStore() {
    super(null);
  }

  @Override
  void put(String connection, Session session) {
    all.add(new Held(connection, session));
  }

  @Override
  Optional<Held> find(String connection) {
    return all.stream().filter(each -> each.connection().equals(connection)).findFirst();
  }

  @Override
  Stream<Held> all(int part) {
    if (failures-- > 0) {
      throw new IllegalStateException("The table can't be read.");
    }
    return part == PART ? List.copyOf(all).stream() : Stream.empty();
  }

  @Override
  void remove(String connection, Session session) {
    all.remove(new Held(connection, session));
  }
}
