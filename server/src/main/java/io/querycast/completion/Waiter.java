package io.querycast.completion;

import io.querycast.Settings;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.JobState;
import io.querycast.job.StatementFollower;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Waits for the end of the statements that this node has started, in Redshift's own long poll. It
 * is the fastest way to learn of an end; {@code querycast.wait} turns it on. Nothing depends on it.
 */
@Singleton
public class Waiter {
  private static final Logger LOG = Logger.getLogger(Waiter.class.getName());

  /**
   * The Data API lets a call wait up to this long; for a statement that takes longer, the event is
   * enough.
   */
  private static final int LONGEST_SECONDS = 30;

  /** Each wait takes a thread and one of the client's 50 connections. */
  private static final int AT_ONCE = 20;

  private final StatementFollower follower;
  private final Settings settings;
  private final Threads threads;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final Set<String> awaited = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  @Inject
  Waiter(StatementFollower follower, Settings settings, Threads threads) {
    this.follower = follower;
    this.settings = settings;
    this.threads = threads;
  }

  /** A statement has started here. */
  void changed(@Observes JobChanged news) {
    Job job = news.job();
    if (settings.awaitEnd()
        && !stopped
        && job.state() instanceof JobState.Running
        && !job.cancelRequested()
        && room.tryAcquire()) {
      if (!awaited.add(job.statementName())) {
        room.release();
        return;
      }
      try {
        threads.executor().execute(() -> await(job));
      } catch (RejectedExecutionException e) {
        done(job);
      }
    }
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
  }

  private void await(Job job) {
    try {
      follower.await(job, LONGEST_SECONDS);
    } catch (RuntimeException e) {
      // The event brings the news, or the sweeper asks.
      LOG.log(
          Level.FINE,
          "The end of a statement can''t be waited for now: {0}",
          e.getClass().getName());
    } finally {
      done(job);
    }
  }

  private void done(Job job) {
    awaited.remove(job.statementName());
    room.release();
  }
}
