package io.querycast.completion;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.job.JobChanged;
import io.querycast.job.JobQueue;
import io.querycast.job.JobStore;
import io.querycast.job.StatementFollower;
import io.querycast.node.Node;
import java.time.InstantSource;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Wires the classes that learn of endings without a container, and starts and stops them. */
public final class CompletionFixture {
  private final CompletionListener listener;
  private final Sweeper sweeper;
  private final Waiter waiter;

  /**
   * @param changed reports the steps of jobs
   */
  public CompletionFixture(
      SqsClient sqs,
      Node node,
      JobStore store,
      StatementFollower follower,
      JobQueue queue,
      InstantSource clock,
      Settings settings,
      Threads threads,
      Told<JobChanged> changed) {
    listener = new CompletionListener(sqs, settings, follower, threads);
    sweeper = new Sweeper(node, store, follower, queue, clock, settings, threads);
    waiter = new Waiter(follower, settings, threads);
    changed.observe(waiter::changed);
  }

  public void start() {
    listener.start(new StartEvent(null));
    sweeper.start(new StartEvent(null));
  }

  /** Stops reading messages. */
  public void leave() {
    listener.stop(new StopEvent());
  }

  public void stop() {
    sweeper.stop(new StopEvent());
    waiter.stop(new StopEvent());
  }
}
