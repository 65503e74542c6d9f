package io.querycast.push;

import io.querycast.Lease;
import io.querycast.LeaseTaken;
import io.querycast.Node;
import io.querycast.Settings;
import io.querycast.Threads;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps on record which node holds a session's socket, for the other nodes to send hints to. */
@Singleton
public class Registrar {
  private static final Logger LOG = Logger.getLogger(Registrar.class.getName());

  /**
   * Records of sockets that are gone stay for so many sweeps, then go together: when all are cut at
   * once, those who come back are let in first. A hint for nobody does no harm.
   */
  private static final int SWEEPS_UNTIL_FORGOTTEN = 10;

  private final SessionStore sessions;
  private final Connections connections;
  private final Node node;
  private final Settings settings;
  private final Threads threads;

  /** Whose sockets are gone, and whose records are not. */
  private final Set<Session> gone = new LinkedHashSet<>();

  @Inject
  Registrar(
      SessionStore sessions,
      Connections connections,
      Node node,
      Settings settings,
      Threads threads) {
    this.sessions = sessions;
    this.connections = connections;
    this.node = node;
    this.settings = settings;
    this.threads = threads;
  }

  /** Puts a connection on record, where it isn't under the lease that this node has now. */
  void register(Connection connection) {
    try {
      Optional<Lease> lease = node.lease();
      if (lease.isEmpty() || lease.equals(connection.registered())) {
        return;
      }
      sessions.register(connection.session(), lease.get());
      connection.registered(lease.get());
      if (!connections.of(connection.session().userId()).contains(connection)) {
        // It was closed meanwhile, and its record perhaps removed before it was written.
        forget(connection.session());
      }
    } catch (RuntimeException e) {
      // Without it the connection learns from its snapshots what happens on other nodes.
      LOG.log(Level.WARNING, "A session can''t be registered: {0}", e.getClass().getName());
    }
  }

  /** This node has another inbox: hints for its connections have to go there. */
  void taken(@Observes LeaseTaken taken) {
    Collection<Connection> all = connections.all();
    if (!all.isEmpty()) {
      threads.executor().execute(() -> all.forEach(this::register));
    }
  }

  /** Takes a session whose socket is gone off the record, in a while. */
  void forget(Session session) {
    boolean isFirst;
    synchronized (gone) {
      isFirst = gone.isEmpty();
      gone.add(session);
    }
    if (isFirst) {
      later();
    }
  }

  private void later() {
    Duration pause = settings.sweepInterval().multipliedBy(SWEEPS_UNTIL_FORGOTTEN);
    try {
      ScheduledFuture<?> unused =
          threads
              .timer()
              .schedule(
                  () -> threads.executor().execute(this::removeGone),
                  pause.toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends", e);
    }
  }

  /**
   * What can't be removed now is tried again with those who go next. No more can come together than
   * were here when the store failed, for without it nobody gets in.
   */
  private void removeGone() {
    List<Session> all;
    synchronized (gone) {
      all = List.copyOf(gone);
      gone.clear();
    }
    for (int i = 0; i < all.size(); i += SessionStore.MOST_REMOVED) {
      List<Session> some = all.subList(i, Math.min(i + SessionStore.MOST_REMOVED, all.size()));
      if (!isRemoved(some)) {
        some.forEach(this::forget);
      }
    }
  }

  private boolean isRemoved(List<Session> some) {
    try {
      return sessions.remove(some);
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "Sessions'' records stay for now: {0}", e.getClass().getName());
      return false;
    }
  }
}
