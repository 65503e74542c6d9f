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
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps on record which node holds a session's socket, for the other nodes to send hints to. */
@Singleton
public class Registrar {
  private static final Logger LOG = Logger.getLogger(Registrar.class.getName());
  private static final int FORGET_TRIES = 5;

  /**
   * Records of sockets that are gone stay for so many sweeps, and for some as many again: when all
   * are cut at once, those who come back are let in first. A hint for nobody does no harm.
   */
  private static final int SWEEPS_UNTIL_FORGOTTEN = 10;

  private final SessionStore sessions;
  private final Connections connections;
  private final Node node;
  private final Settings settings;
  private final Threads threads;

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
    Duration pause = settings.sweepInterval().multipliedBy(SWEEPS_UNTIL_FORGOTTEN);
    long spread = ThreadLocalRandom.current().nextLong(pause.toMillis() + 1);
    forget(session, pause.plusMillis(spread), FORGET_TRIES);
  }

  /** What can't be removed after some tries ends with this node's lease, or with the session. */
  private void forget(Session session, Duration pause, int tries) {
    try {
      ScheduledFuture<?> unused =
          threads
              .timer()
              .schedule(
                  () -> threads.executor().execute(() -> remove(session, tries)),
                  pause.toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends", e);
    }
  }

  private void remove(Session session, int tries) {
    try {
      sessions.remove(session);
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "A session''s record stays for now: {0}", e.getClass().getName());
      if (tries > 1) {
        forget(session, settings.sweepInterval(), tries - 1);
      }
    }
  }
}
