package io.querycast.job;

import io.querycast.TestSettings;
import io.querycast.Told;
import io.querycast.result.Results;
import io.querycast.result.ResultsFixture;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Jobs that hear news, and know those that a test has named. */
public final class FakeJobs extends Jobs {
  public final Set<String> known = new HashSet<>();
  public final List<String> learned = new ArrayList<>();
  public final List<String> awaited = new ArrayList<>();
  public final List<Job> told = new ArrayList<>();

  /** Thrown when there is news; null for none. */
  public RuntimeException trouble;

  public FakeJobs() {
    super(null, null, null, null, TestSettings.SETTINGS, null, new Told<>());
  }

  /** Their results, of which there are none. */
  public Results results() {
    return ResultsFixture.of(this, null, InstantSource.system());
  }

  @Override
  public boolean learn(String id, LearnedFrom from) {
    if (trouble != null) {
      throw trouble;
    }
    learned.add(id + " " + from);
    return known.contains(id);
  }

  @Override
  public void await(Job job, int seconds) {
    if (trouble != null) {
      throw trouble;
    }
    awaited.add(job.id() + " " + seconds);
  }

  @Override
  public Optional<Job> told(String owner, String id) {
    return told.stream()
        .filter(job -> job.owner().equals(owner) && job.id().equals(id))
        .findFirst();
  }

  @Override
  public List<Job> snapshot(String userId) {
    return told.stream().filter(job -> job.owner().equals(userId)).toList();
  }
}
