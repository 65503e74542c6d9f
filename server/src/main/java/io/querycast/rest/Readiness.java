package io.querycast.rest;

import io.querycast.Figure;
import io.querycast.Health;
import io.querycast.HealthCheck;
import io.querycast.LeaveEvent;
import io.querycast.Metrics;
import io.querycast.NanoClock;
import io.querycast.StartEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whether this node can do all of its work, and whether it serves clients. The log says why not,
 * once for each change. The client that asks is not told.
 */
@Singleton
public class Readiness {
  private static final Logger LOG = Logger.getLogger(Readiness.class.getName());

  /** However many clients ask, the checks run no more often than this. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Iterable<HealthCheck> checks;
  private final NanoClock ticks;
  private final ReentrantLock looking = new ReentrantLock();
  private final Map<String, String> down = new TreeMap<>();
  private long lookedAt;
  private volatile boolean hasLooked;
  private volatile boolean isReady;
  private volatile boolean hasBeenReady;
  private volatile boolean isLeaving;

  @Inject
  Readiness(Instance<HealthCheck> checks, NanoClock ticks) {
    this((Iterable<HealthCheck>) checks, ticks);
  }

  /** Counts the checks that are down, for an alarm: no load balancer acts on them. */
  void start(@Observes StartEvent starting, Metrics metrics) {
    metrics.gauge(Figure.CHECKS_DOWN, this::checksDown);
  }

  /** From now on clients should go elsewhere. */
  void leave(@Observes @Priority(LeaveEvent.FIRST) LeaveEvent leaving) {
    isLeaving = true;
  }

  /**
   * Whether a load balancer should send clients here: from the first time that the node is ready
   * until it leaves. A service that fails later fails for all nodes. To replace them would not
   * help, and would cut off all users.
   */
  boolean isServing() {
    boolean unused = isReady();
    return hasBeenReady && !isLeaving;
  }

  /** A node that leaves is not ready for a reason that is no fault. */
  private long checksDown() {
    if (isLeaving) {
      return 0;
    }
    boolean unused = isReady();
    looking.lock();
    try {
      return down.size();
    } finally {
      looking.unlock();
    }
  }

  Readiness(Iterable<HealthCheck> checks, NanoClock ticks) {
    this.checks = checks;
    this.ticks = ticks;
  }

  /** The answer is at most a second old. While a long check is running, it is the one before. */
  boolean isReady() {
    if (looking.tryLock()) {
      try {
        long now = ticks.nanos();
        if (!hasLooked || now - lookedAt >= FRESH.toNanos()) {
          checks.forEach(check -> hear(check.health()));
          lookedAt = now;
          isReady = down.isEmpty();
          hasBeenReady |= isReady;
          hasLooked = true;
        }
      } finally {
        looking.unlock();
      }
    }
    return isReady;
  }

  private void hear(Health health) {
    if (health.advice().isPresent()) {
      String advice = health.advice().get();
      if (!advice.equals(down.put(health.name(), advice))) {
        LOG.log(Level.WARNING, "Not ready: {0}: {1}", new Object[] {health.name(), advice});
      }
    } else if (down.remove(health.name()) != null) {
      LOG.log(Level.INFO, "Ready again: {0}", health.name());
    }
  }
}
