package io.querycast.job;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Shared statements in memory, with the rules of the real store. */
class FakeSharedStatementStore extends SharedStatementStore {
  final Map<String, Open> open = new HashMap<>();
  final Map<String, Map<String, User>> users = new HashMap<>();

  /** What happens once, before or after the next of these writes. */
  Runnable beforeJoin = () -> {};

  Runnable afterJoin = () -> {};
  Runnable beforeClose = () -> {};

  private final Runnable beforeWrite;

  FakeSharedStatementStore() {
    this(() -> {});
  }

  FakeSharedStatementStore(Runnable beforeWrite) {
    super(null);
    this.beforeWrite = beforeWrite;
  }

  @Override
  Optional<Open> open(String asked) {
    return Optional.ofNullable(open.get(asked));
  }

  @Override
  boolean open(String asked, String statement, Optional<Open> before, Instant now) {
    beforeWrite.run();
    if (!open(asked).equals(before)) {
      return false;
    }
    open.put(asked, new Open(statement, 0));
    return true;
  }

  @Override
  boolean join(String asked, String statement) {
    beforeWrite.run();
    Runnable before = beforeJoin;
    beforeJoin = () -> {};
    before.run();
    Optional<Open> joined = open(asked).filter(it -> it.statement().equals(statement));
    joined.ifPresent(it -> open.put(asked, new Open(statement, it.joins() + 1)));
    Runnable after = afterJoin;
    afterJoin = () -> {};
    after.run();
    return joined.isPresent();
  }

  @Override
  Closing close(String asked, String statement) {
    beforeWrite.run();
    Optional<Open> closed = open(asked).filter(it -> it.statement().equals(statement));
    closed.ifPresent(it -> open.remove(asked));
    return closed.map(it -> Closing.of(it.joins())).orElse(Closing.BEFORE);
  }

  @Override
  boolean closeUnchanged(String asked, Open before) {
    beforeWrite.run();
    Runnable somebody = beforeClose;
    beforeClose = () -> {};
    somebody.run();
    return open.remove(asked, before);
  }

  @Override
  void add(String statement, User user, Instant now) {
    beforeWrite.run();
    users.computeIfAbsent(statement, it -> new LinkedHashMap<>()).put(user.job(), user);
  }

  @Override
  void remove(String statement, String job) {
    beforeWrite.run();
    users.getOrDefault(statement, new HashMap<>()).remove(job);
  }

  @Override
  Stream<User> users(String statement) {
    return users.getOrDefault(statement, Map.of()).values().stream().toList().stream();
  }
}
