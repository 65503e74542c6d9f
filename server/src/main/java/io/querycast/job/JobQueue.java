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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The jobs that wait for room in Redshift. They wait in DynamoDB, so nothing is lost when a node
 * goes. Any node may start the next job: if two nodes start the same one, it is still one
 * statement.
 *
 * <p>Only Redshift knows how much room it has. So jobs are started in fair order until it refuses
 * one.
 */
@Singleton
public class JobQueue {
  private static final Logger LOG = Logger.getLogger(JobQueue.class.getName());

  /**
   * At most this many jobs learn their new place at once; the others learn it when they move up.
   */
  private static final int TOLD = 25;

  /** If this many statements draw errors and no other is answered, one more job is tried. */
  private static final int FAILED = 3;

  /** After this many errors the pass stops, whatever their cause. */
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

  /**
   * Which job behind them is tried then, counted from the end; if it fails too, the next time
   * another one.
   */
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

  /** A job that has ended makes room for another; a job that has begun to wait may find room. */
  void changed(@Observes JobChanged news) {
    Job job = news.job();
    if (job.isEnded() && depth.waiting() > 0) {
      admitSoon(true);
    } else if (job.queue() != null && job.version() == 1) {
      admitSoon(false);
    }
  }

  /**
   * The same, soon and on another thread.
   *
   * @param now whether there may be room although Redshift has just refused a job
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
   * @param now whether there may be room although Redshift has just refused a job
   */
  synchronized void admit(boolean now) {
    if ((!now && ticks.nanos() - pauseUntil < 0) || !starter.mayStart()) {
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
   * <p>When a job draws an error, the fault may lie with the job or with Redshift. The next job
   * tells which: it is tried at once, and it belongs to another user if possible. If some jobs
   * failed and none was answered, Redshift is away, and all keep their places.
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

  /** A job of a user for whom none has failed, if there is one; else the last job. */
  private JobStore.Waiting probe(List<JobStore.Waiting> next, Set<JobStore.Waiting> failed) {
    Set<String> users = failed.stream().map(JobStore.Waiting::owner).collect(Collectors.toSet());
    List<JobStore.Waiting> others =
        next.stream().filter(each -> !users.contains(each.owner())).toList();
    List<JobStore.Waiting> some = others.isEmpty() ? next : others;
    return some.get(some.size() - 1 - probe % some.size());
  }

  /** An error of one job must not keep the others from starting. */
  private void startAlone(JobStore.Waiting next) {
    try {
      start(next);
    } catch (Unavailable e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "A waiting job can''t be started now: {0}, {1}",
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
   * Tells the jobs in front their new places.
   *
   * @param failed the jobs whose statements drew errors
   * @param stopped why the others were not started; null if they were
   */
  private void tell(
      List<JobStore.Waiting> order, Set<JobStore.Waiting> failed, Unavailable.Reason stopped) {
    Map<String, Integer> places = new HashMap<>();
    for (JobStore.Waiting each : order.subList(0, Math.min(TOLD, order.size()))) {
      Unavailable.Reason reason =
          failed.contains(each) && stopped == null ? Unavailable.Reason.UNREACHABLE : stopped;
      try {
        store
            .find(each.owner(), each.id())
            .ifPresent(
                job -> {
                  // Jobs that wait for the same statement have one place.
                  places.putIfAbsent(job.statementName(), places.size() + 1);
                  int position = places.get(job.statementName());
                  starter.queue(job, new QueuePlace(position, reason));
                });
      } catch (RuntimeException e) {
        LOG.log(
            Level.FINE,
            "A user could not be told a place in the queue: {0}",
            e.getClass().getName());
        return;
      }
    }
  }

  /** Full jitter: a random time up to a bound that doubles with each refusal, in nanoseconds. */
  private static long pause(int refusals) {
    long bound =
        Math.min(LONGEST_PAUSE.toNanos(), SHORTEST_PAUSE.toNanos() << Math.min(refusals, 10));
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }
}
