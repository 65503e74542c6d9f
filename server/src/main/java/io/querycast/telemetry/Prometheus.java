package io.querycast.telemetry;

import io.querycast.Figure;
import io.querycast.Metrics;
import io.querycast.StartEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Gives the figures to Liberty's registry, which shows them at {@code /metrics}. */
@Singleton
public class Prometheus {
  private final Metrics metrics;
  private final MetricRegistry registry;

  @Inject
  Prometheus(Metrics metrics, MetricRegistry registry) {
    this.metrics = metrics;
    this.registry = registry;
  }

  /** First, so that nothing is counted before. */
  void start(@Observes @Priority(StartEvent.FIRST) StartEvent starting) {
    Map<Figure, Counter> counters = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      Metadata named =
          Metadata.builder()
              .withName(figure.telemetryName())
              .withDescription(figure.meaning())
              .build();
      if (figure.isCount()) {
        counters.put(figure, registry.counter(named));
      } else {
        var unused = registry.gauge(named, () -> number(metrics.now(figure)));
      }
    }
    metrics.countAlso((figure, more) -> counters.get(figure).inc(more));
  }

  /** Prometheus has a value for a figure that is not known. */
  private static double number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : Double.NaN;
  }
}
