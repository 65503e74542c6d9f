package io.querycast.push;

import io.querycast.Metrics;
import io.querycast.StartEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Tells how many connections this node holds. */
@Singleton
public class ConnectionMetrics {
  private final Metrics figures;
  private final Connections connections;

  @Inject
  ConnectionMetrics(Metrics figures, Connections connections) {
    this.figures = figures;
    this.connections = connections;
  }

  void start(@Observes StartEvent starting) {
    figures.gauge("Connections", () -> connections.all().size());
  }
}
