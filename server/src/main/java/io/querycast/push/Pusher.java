package io.querycast.push;

import io.querycast.Settings;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.JobState;
import io.querycast.job.Jobs;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells connections: everything on connecting and again at intervals, and each step of a job. */
@ApplicationScoped
public class Pusher {
  private static final Logger LOG = Logger.getLogger(Pusher.class.getName());

  @Inject private Connections connections;
  @Inject private Jobs jobs;
  @Inject private InstantSource clock;
  @Inject private Settings settings;
  @Resource private ManagedExecutorService executor;
  @Resource private ManagedScheduledExecutorService scheduler;

  /** A new connection is registered first and told after, so that no news falls in between. */
  void connected(Connection connection) {
    if (!connections.add(connection)) {
      connection.close(CloseCode.TOO_MANY);
      return;
    }
    snapshot(connection);
    long interval = settings.snapshotInterval().toMillis();
    ScheduledFuture<?> snapshots =
        scheduler.scheduleWithFixedDelay(
            () -> snapshot(connection), interval, interval, TimeUnit.MILLISECONDS);
    Duration left = Duration.between(clock.instant(), connection.session().until());
    ScheduledFuture<?> end =
        scheduler.schedule(
            () -> connection.close(CloseCode.SESSION_OVER), left.toMillis(), TimeUnit.MILLISECONDS);
    connection.onClose(
        () -> {
          snapshots.cancel(false);
          end.cancel(false);
        });
  }

  void disconnected(Connection connection) {
    connections.remove(connection);
    connection.closed();
  }

  /** Tells the owner's connections here of a step, with the first rows where there are any. */
  void changed(@Observes JobChanged news) {
    Job job = news.job();
    Collection<Connection> owners = connections.of(job.owner());
    if (owners.isEmpty()) {
      return;
    }
    if (job.state() == JobState.FINISHED) {
      executor.execute(() -> tell(job, owners));
    } else {
      String message = PushMessage.job(clock.instant(), job);
      owners.forEach(connection -> connection.send(message));
    }
  }

  private void tell(Job job, Collection<Connection> owners) {
    String message;
    try {
      message = PushMessage.job(clock.instant(), job, jobs.rows(job, null));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "First rows can''t be read: {0}", e.getClass().getName());
      message = PushMessage.job(clock.instant(), job);
    }
    for (Connection connection : owners) {
      connection.send(message);
    }
  }

  private void snapshot(Connection connection) {
    try {
      Session session = connection.session();
      connection.send(
          PushMessage.snapshot(session.id(), clock.instant(), jobs.snapshot(session.userId()))
              .toString());
    } catch (RuntimeException e) {
      // The next one follows; a browser that hears nothing for 60 s comes back by itself.
      LOG.log(Level.WARNING, "A snapshot can''t be read: {0}", e.getClass().getName());
    }
  }

  @PreDestroy
  void going() {
    connections.all().forEach(connection -> connection.close(CloseCode.GOING));
  }
}
