package io.querycast.push;

import io.querycast.Figure;
import io.querycast.LeaveEvent;
import io.querycast.Metrics;
import io.querycast.StartEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Reports how many connections this node holds. */
@Singleton
public class ConnectionMetrics {
  private final Metrics metrics;
  private final Connections connections;

  @Inject
  ConnectionMetrics(Metrics metrics, Connections connections) {
    this.metrics = metrics;
    this.connections = connections;
  }

  void start(@Observes StartEvent starting) {
    metrics.gauge(Figure.CONNECTIONS, () -> connections.all().size());
  }

  /**
   * A node that takes no clients would make the mean of the nodes too small, by which more are
   * added.
   */
  void leave(@Observes LeaveEvent leaving) {
    metrics.withdraw(Figure.CONNECTIONS);
  }
}
