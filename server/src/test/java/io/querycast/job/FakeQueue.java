package io.querycast.job;

/** Counts how often it is told that jobs may be started. */
public final class FakeQueue extends JobQueue {
  public int nudges;

  public FakeQueue() {
    super(null, null, null, null, null, null);
  }

  @Override
  public void admitSoon(boolean now) {
    nudges++;
  }
}
