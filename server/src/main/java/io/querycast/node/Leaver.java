package io.querycast.node;

import io.querycast.Leaving;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.aws.AwsClients;
import io.querycast.aws.TargetGroups;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Learns that the load balancer sends no more clients here, and lets those that are here go. ECS
 * sends SIGTERM only after the load balancer has cut all connections, which is too late to tell
 * anybody.
 */
@Singleton
public class Leaver {
  private static final Logger LOG = Logger.getLogger(Leaver.class.getName());

  static final Duration LEAST_PAUSE = Duration.ofSeconds(5);

  /** A fifth of the time that the load balancer waits before it cuts the connections. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /**
   * AWS takes 10 such calls a second from an account. Up to this many nodes ask at the least pause,
   * together 4 times a second, and more nodes ask as often together.
   */
  private static final int NODES = 20;

  private final TargetGroups groups;
  private final Node node;
  private final Leaving leaving;
  private final Threads threads;
  private boolean hasFailed;
  private volatile boolean stopped;

  @Inject
  Leaver(TargetGroups groups, Node node, Leaving leaving, Threads threads) {
    this.groups = groups;
    this.node = node;
    this.leaving = leaving;
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    if (groups.areKnown()) {
      askLater();
    }
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
  }

  private void askLater() {
    try {
      ScheduledFuture<?> unused =
          threads
              .scheduler()
              .schedule(this::ask, pause(node.living()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends", e);
    }
  }

  /** Returns how long each of this many nodes waits before it asks again. */
  static Duration pause(int nodes) {
    Duration pause = LEAST_PAUSE.multipliedBy(Math.max(nodes, NODES)).dividedBy(NODES);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private void ask() {
    if (stopped) {
      return;
    }
    if (isDraining()) {
      LOG.info("The load balancer sends no more clients here: those that are here leave.");
      leaving.begin();
    } else {
      askLater();
    }
  }

  private boolean isDraining() {
    try {
      boolean draining = groups.isDraining();
      hasFailed = false;
      return draining;
    } catch (RuntimeException e) {
      if (!hasFailed) {
        LOG.log(
            Level.WARNING,
            "The load balancer can''t be asked whether this node has to leave, and is asked again;"
                + " without its answer, sockets are cut at the next deployment: {0}",
            AwsClients.isForbidden(e)
                ? "the server''s role may not call DescribeTargetHealth"
                : e.getClass().getName());
      }
      hasFailed = true;
      return false;
    }
  }
}
