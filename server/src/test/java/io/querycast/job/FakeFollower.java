package io.querycast.job;

import io.querycast.TestSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Receives news, and knows the jobs that a test has named. */
public final class FakeFollower extends StatementFollower {
  public final Set<String> known = new HashSet<>();
  public final List<String> learned = new ArrayList<>();
  public final List<String> awaited = new ArrayList<>();

  /** Thrown when there is news; null for none. */
  public RuntimeException trouble;

  public FakeFollower() {
    super(null, null, null, TestSettings.SETTINGS, null, null, null, null);
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
}
