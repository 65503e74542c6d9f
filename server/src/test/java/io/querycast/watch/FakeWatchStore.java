package io.querycast.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A store in memory, which several nodes may have. */
final class FakeWatchStore extends WatchStore {
  final Map<String, Watch> watches = new LinkedHashMap<>();
  final Map<String, Watcher> watchers = new LinkedHashMap<>();
  final Map<String, Round> rounds = new LinkedHashMap<>();
  final List<Watch> renewed = new ArrayList<>();

  /** What somebody else does just before the next watch is stored. */
  Runnable beforeWatch = () -> {};

  /** What another node does just before the next round is changed. */
  Runnable beforeChange = () -> {};

  FakeWatchStore() {
    super(null, null);
  }

  @Override
  Optional<Watch> find(String user, String id) {
    return Optional.ofNullable(watches.get(user + " " + id));
  }

  @Override
  List<Watch> list(String user) {
    return watches.values().stream().filter(watch -> watch.user().equals(user)).toList();
  }

  @Override
  boolean put(Watch watch) {
    long before = find(watch.user(), watch.id()).map(Watch::version).orElse(0L);
    boolean isNext = before == watch.version() - 1;
    if (isNext) {
      watches.put(watch.user() + " " + watch.id(), watch);
    }
    return isNext;
  }

  @Override
  void renew(Watch watch) {
    renewed.add(watch);
  }

  @Override
  void delete(Watch watch) {
    watches.remove(watch.user() + " " + watch.id());
  }

  @Override
  void watch(Watch watch) {
    Runnable other = beforeWatch;
    beforeWatch = () -> {};
    other.run();
    watchers.put(
        watcher(watch.question().key(), watch.user(), watch.id()),
        new Watcher(watch.user(), watch.id(), watch.refresh()));
  }

  @Override
  void unwatch(String key, String user, String id) {
    watchers.remove(watcher(key, user, id));
  }

  private static String watcher(String key, String user, String id) {
    return key + " " + user + " " + id;
  }

  @Override
  Stream<Watcher> watchers(String key) {
    return Map.copyOf(watchers).entrySet().stream()
        .filter(each -> each.getKey().startsWith(key + " "))
        .map(Map.Entry::getValue);
  }

  @Override
  Optional<Round> round(String key) {
    return Optional.ofNullable(rounds.get(key));
  }

  @Override
  boolean begin(Round first) {
    return rounds.putIfAbsent(first.key(), first) == null;
  }

  @Override
  boolean change(Round before, Round after) {
    Runnable other = beforeChange;
    beforeChange = () -> {};
    other.run();
    return rounds.replace(after.key(), before, after);
  }

  @Override
  List<String> due(Instant now) {
    return rounds.values().stream()
        .filter(round -> round.dueAt() != null && !round.dueAt().isAfter(now))
        .map(Round::key)
        .toList();
  }
}
