package io.querycast.watch;

import io.querycast.job.Job;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Watches whose newest runs a test has named. */
public final class FakeWatches extends Watches {
  /** The newest runs, by their watches' ids. */
  public final Map<String, Job> newest = new HashMap<>();

  private final String owner;

  /**
   * @param owner whose watches they are
   */
  public FakeWatches(String owner) {
    super(null, null, null, null);
    this.owner = owner;
  }

  @Override
  public Optional<Job> news(String user, String id) {
    return Optional.ofNullable(newest.get(id)).filter(run -> user.equals(owner));
  }
}
