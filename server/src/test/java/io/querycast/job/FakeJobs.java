package io.querycast.job;

import io.querycast.result.Results;
import io.querycast.result.ResultsFixture;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jobs that a test has named. */
public final class FakeJobs extends Jobs {
  public final List<Job> all = new ArrayList<>();

  /** How often a snapshot was read. */
  public int reads;

  /** What happens while a snapshot is read. */
  public Runnable whileReading = () -> {};

  /** How many of the next reads of a snapshot fail. */
  public int failures;

  public FakeJobs() {
    super(null, null, null, null, null, null);
  }

  /** Results; there are none. */
  public Results results() {
    return ResultsFixture.of(this, null, InstantSource.system());
  }

  @Override
  public Optional<Job> find(String owner, String id) {
    return all.stream().filter(job -> job.owner().equals(owner) && job.id().equals(id)).findFirst();
  }

  @Override
  public List<Job> snapshot(String userId) {
    reads++;
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("The table can't be read.");
    }
    List<Job> found = all.stream().filter(job -> job.owner().equals(userId)).toList();
    whileReading.run();
    return found;
  }
}
