package io.querycast.job;

import io.querycast.NanoClock;
import io.querycast.Threads;
import io.querycast.warehouse.Unavailable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The jobs that wait for room in Redshift. They wait in DynamoDB, so nothing is lost with a node,
 * and any node may start the next one: a start that two repeat is one statement.
 *
 * <p>Redshift alone knows how much room it has: jobs are started in fair order until it refuses
 * one.
 */
@Singleton
public class JobQueue {
  private static final Logger LOG = Logger.getLogger(JobQueue.class.getName());

  /** As many jobs are told their new place at once; those behind learn it when they come near. */
  private static final int TOLD = 25;

  /** When the statements of so many draw errors, and no other is answered, one more is tried. */
  private static final int FAILED = 3;

  /** So many errors are enough at once, whoever is at fault. */
  private static final int MOST_FAILED = 10;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final JobStore store;
  private final StatementStarter starter;
  private final StatementFollower follower;
  private final QueueDepth depth;
  private final NanoClock ticks;
  private final Threads threads;
  private final AtomicBoolean nudged = new AtomicBoolean();
  private final AtomicBoolean roomLikely = new AtomicBoolean();
  private long pauseUntil;
  private int refusals;

  /** Which of those behind them is tried then, from the end; another when it has failed too. */
  private int probe;

  @Inject
  JobQueue(
      JobStore store,
      StatementStarter starter,
      StatementFollower follower,
      QueueDepth depth,
      NanoClock ticks,
      Threads threads) {
    this.store = store;
    this.starter = starter;
    this.follower = follower;
    this.depth = depth;
    this.ticks = ticks;
    this.threads = threads;
  }

  /** A job that has ended leaves room for another; one that has come to wait may find some. */
  void changed(@Observes JobChanged news) {
    Job job = news.job();
    if (job.isEnded() && depth.waiting() > 0) {
      admitSoon(true);
    } else if (job.queue() != null && job.version() == 1) {
      admitSoon(false);
    }
  }

  /**
   * The same, in a moment and on another thread.
   *
   * @param now whether there may be room though Redshift has just refused a job
   */
  public void admitSoon(boolean now) {
    if (now) {
      roomLikely.set(true);
    }
    if (!nudged.compareAndSet(false, true)) {
      return;
    }
    try {
      threads
          .executor()
          .execute(
              () -> {
                try {
                  nudged.set(false);
                  admit(roomLikely.getAndSet(false));
                } catch (RuntimeException e) {
                  // The next sweep tries again.
                  LOG.log(Level.FINE, "The queue can''t be read now: {0}", e.getClass().getName());
                }
              });
    } catch (RejectedExecutionException e) {
      nudged.set(false);
    }
  }

  /**
   * Starts as many waiting jobs as Redshift takes.
   *
   * @param now whether there may be room though Redshift has just refused a job
   */
  synchronized void admit(boolean now) {
    if (!now && ticks.nanos() - pauseUntil < 0) {
      return;
    }
    List<JobStore.Waiting> waiting = store.waiting();
    depth.saw(waiting);
    if (waiting.isEmpty()) {
      return;
    }
    pass(FairOrder.of(waiting, store.running()));
  }

  /**
   * Tries the jobs in their order until Redshift has no room.
   *
   * <p>Whether it is the job or Redshift that is at fault when one draws an error, the next one
   * tells: it is tried at once, one of another user first. When some have failed and none was
   * answered, Redshift is away, and all keep their places.
   */
  private void pass(List<JobStore.Waiting> order) {
    long before = depth.answers();
    List<JobStore.Waiting> next = new ArrayList<>(order);
    Set<JobStore.Waiting> left = new LinkedHashSet<>(order);
    Set<JobStore.Waiting> failed = new HashSet<>();
    Unavailable.Reason stopped = null;
    try {
      while (stopped == null && !next.isEmpty()) {
        boolean isAnswered = depth.answers() > before;
        boolean isProbe = !isAnswered && failed.size() == FAILED;
        JobStore.Waiting job = isProbe ? probe(next, failed) : next.get(0);
        next.remove(job);
        try {
          startAlone(job);
          left.remove(job);
          probe = isProbe ? 0 : probe;
        } catch (Unavailable e) {
          failed.add(job);
          next.sort(Comparator.comparing(each -> each.owner().equals(job.owner())));
          if (e.reason() != Unavailable.Reason.UNREACHABLE || failed.size() == MOST_FAILED) {
            stopped = e.reason();
          } else if (isProbe) {
            stopped = e.reason();
            probe++;
          }
        }
      }
    } finally {
      depth.saw(List.copyOf(left));
    }
    refusals = depth.answers() > before || stopped == null ? 0 : refusals + 1;
    if (stopped != null) {
      pauseUntil = ticks.nanos() + pause(refusals);
      depth.refused(stopped);
    }
    tell(List.copyOf(left), failed, stopped);
  }

  /** One of a user for whom none has failed, if there is one; the last, who has had the most. */
  private JobStore.Waiting probe(List<JobStore.Waiting> next, Set<JobStore.Waiting> failed) {
    Set<String> users = failed.stream().map(JobStore.Waiting::owner).collect(Collectors.toSet());
    List<JobStore.Waiting> others =
        next.stream().filter(each -> !users.contains(each.owner())).toList();
    List<JobStore.Waiting> some = others.isEmpty() ? next : others;
    return some.get(some.size() - 1 - probe % some.size());
  }

  /** What is wrong with one job must not keep the others from starting. */
  private void startAlone(JobStore.Waiting next) {
    try {
      start(next);
    } catch (Unavailable e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "A job that waits can''t be started now: {0}, {1}",
          new Object[] {next.id(), e.getClass().getName()});
    }
  }

  private void start(JobStore.Waiting next) {
    Optional<Job> job = store.find(next.owner(), next.id()).filter(Job::isInTheQueue);
    if (job.isEmpty()) {
      return;
    }
    if (follower.hasWaitedTooLong(job.get())) {
      follower.giveUp(job.get(), job.get().queue().reason().words());
    } else {
      starter.start(job.get());
    }
  }

  /**
   * Those in front are told where they stand now.
   *
   * @param failed those for which Redshift had errors
   * @param stopped why the others were not started; null where they were
   */
  private void tell(
      List<JobStore.Waiting> order, Set<JobStore.Waiting> failed, Unavailable.Reason stopped) {
    for (int i = 0; i < Math.min(TOLD, order.size()); i++) {
      JobStore.Waiting each = order.get(i);
      Unavailable.Reason reason =
          failed.contains(each) && stopped == null ? Unavailable.Reason.UNREACHABLE : stopped;
      QueuePlace place = new QueuePlace(i + 1, reason);
      try {
        store.find(each.owner(), each.id()).ifPresent(job -> starter.queue(job, place));
      } catch (RuntimeException e) {
        LOG.log(Level.FINE, "A place in the queue could not be told: {0}", e.getClass().getName());
        return;
      }
    }
  }

  /** Full jitter: any time up to a bound that doubles with each refusal, in nanoseconds. */
  private static long pause(int refusals) {
    long bound =
        Math.min(LONGEST_PAUSE.toNanos(), SHORTEST_PAUSE.toNanos() << Math.min(refusals, 10));
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }
}
