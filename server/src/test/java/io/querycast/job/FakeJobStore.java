package io.querycast.job;

import io.querycast.TestSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Jobs in memory, with the rules of the real store. */
public class FakeJobStore extends JobStore {
  public final Map<String, Job> jobs = new HashMap<>();
  final Map<String, Text> texts = new HashMap<>();
  final Map<String, Instant> postponed = new HashMap<>();
  final List<String> settled = new ArrayList<>();
  private final Map<String, String> keys = new HashMap<>();

  /** The jobs that are due in each part of the index, and the parts that were looked at. */
  public final Map<Integer, List<String>> due = new HashMap<>();

  public final List<Integer> dueLooks = new ArrayList<>();

  /** Runs before the next update, like another node that is quicker. */
  private final List<Runnable> quicker = new ArrayList<>();

  public FakeJobStore() {
    super(null, TestSettings.SETTINGS);
  }

  public void beforeNextUpdate(Runnable somebodyElse) {
    quicker.add(somebodyElse);
  }

  @Override
  Created create(Job job, Text text, String key) {
    Optional<Job> known = key == null ? Optional.empty() : byKey(job.owner(), key);
    if (known.isPresent()) {
      return new Created(known.get(), null, false);
    }
    keys.put(job.owner() + key, job.id());
    jobs.put(job.id(), job);
    texts.put(job.id(), text);
    return new Created(job, text, true);
  }

  @Override
  Optional<Job> byKey(String owner, String key) {
    return Optional.ofNullable(keys.get(owner + key)).flatMap(this::find);
  }

  @Override
  Optional<Job> find(String owner, String id) {
    return find(id).filter(job -> job.owner().equals(owner));
  }

  @Override
  Optional<Job> find(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  @Override
  Text text(String id) {
    return texts.get(id);
  }

  @Override
  boolean update(Job before, Job after) {
    if (!quicker.isEmpty()) {
      quicker.remove(0).run();
    }
    if (jobs.get(before.id()).version() != before.version()) {
      return false;
    }
    jobs.put(after.id(), after);
    return true;
  }

  @Override
  public List<String> due(int part, Instant now) {
    dueLooks.add(part);
    return due.getOrDefault(part, List.of());
  }

  @Override
  List<Waiting> waiting() {
    return jobs.values().stream()
        .filter(Job::isInTheQueue)
        .map(job -> new Waiting(job.owner(), job.id(), ShortFirst.countsFrom(job)))
        .toList();
  }

  @Override
  int open(String owner) {
    return (int)
        jobs.values().stream().filter(job -> job.owner().equals(owner) && !job.isEnded()).count();
  }

  @Override
  Map<String, Integer> running() {
    return jobs.values().stream()
        .filter(job -> !job.isEnded() && !job.isInTheQueue())
        .collect(Collectors.groupingBy(Job::owner, Collectors.summingInt(job -> 1)));
  }

  @Override
  void settle(Job job) {
    settled.add(job.id());
  }

  @Override
  void postpone(Job job, Instant until) {
    postponed.put(job.id(), until);
  }
}
