package io.querycast.completion;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.job.JobStore;
import io.querycast.job.Jobs;
import io.querycast.job.LearnedFrom;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Asks about jobs that were without news for too long, and starts those that never started. */
@ApplicationScoped
public class Sweeper {
  private static final Logger LOG = Logger.getLogger(Sweeper.class.getName());

  @Inject private JobStore store;
  @Inject private Jobs jobs;
  @Inject private InstantSource clock;
  @Inject private Settings settings;
  @Resource private ManagedScheduledExecutorService scheduler;

  private ScheduledFuture<?> sweeps;
  private boolean silent;
  private volatile boolean stopped;

  void start(@Observes StartEvent starting) {
    long interval = settings.sweepInterval().toMillis();
    sweeps =
        scheduler.scheduleWithFixedDelay(this::sweep, interval, interval, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    stopped = true;
    sweeps.cancel(true);
  }

  private void sweep() {
    try {
      store.due(clock.instant()).forEach(this::ask);
      silent = false;
    } catch (RuntimeException e) {
      if (stopped) {
        return;
      }
      // An exception that left here would end the sweeps for good. An outage is said once.
      Level level = silent ? Level.FINE : Level.WARNING;
      LOG.log(level, "Due jobs can''t be read; trying on: {0}", e.getClass().getName());
      silent = true;
    }
  }

  private void ask(String id) {
    try {
      jobs.learn(id, LearnedFrom.SWEEPER);
    } catch (RuntimeException e) {
      // One job in trouble must not keep the others from being asked about.
      LOG.log(
          Level.FINE,
          "Nothing can be learned of {0} now: {1}",
          new Object[] {id, e.getClass().getName()});
    }
  }
}
