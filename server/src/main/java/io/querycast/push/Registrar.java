package io.querycast.push;

import io.querycast.Threads;
import io.querycast.node.Lease;
import io.querycast.node.LeaseTaken;
import io.querycast.node.Node;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Records which node holds a session's socket, so that other nodes can send hints to it. */
@Singleton
public class Registrar {
  private static final Logger LOG = Logger.getLogger(Registrar.class.getName());

  private final SessionStore sessions;
  private final Connections connections;
  private final Node node;
  private final GoneSessions gone;
  private final Threads threads;

  @Inject
  Registrar(
      SessionStore sessions,
      Connections connections,
      Node node,
      GoneSessions gone,
      Threads threads) {
    this.sessions = sessions;
    this.connections = connections;
    this.node = node;
    this.gone = gone;
    this.threads = threads;
  }

  /** Records a connection, unless it is recorded under this node's present lease already. */
  void register(NodeConnection connection) {
    try {
      Optional<Lease> lease = node.lease();
      if (lease.isEmpty() || isRegistered(connection)) {
        return;
      }
      sessions.register(connection.session(), lease.get());
      connection.registered(lease.get());
      // What happened elsewhere before this moment was told to nobody here.
      connection.staleness().heard();
      if (!connections.of(connection.session().userId()).contains(connection)) {
        // It was closed meanwhile. Its record was perhaps removed before it was written.
        gone.add(connection.session());
      }
    } catch (RuntimeException e) {
      // Without a record the connection learns from its snapshots what happens on other nodes.
      LOG.log(Level.WARNING, "A session can''t be registered: {0}", e.getClass().getName());
    }
  }

  /** Whether other nodes find this connection under the inbox that this node holds now. */
  boolean isRegistered(NodeConnection connection) {
    return node.lease().isPresent() && node.lease().equals(connection.registered());
  }

  /** This node has another inbox. Hints for its connections must go there. */
  void taken(@Observes LeaseTaken taken) {
    Collection<NodeConnection> all = connections.all();
    if (!all.isEmpty()) {
      threads.executor().execute(() -> all.forEach(this::register));
    }
  }
}
