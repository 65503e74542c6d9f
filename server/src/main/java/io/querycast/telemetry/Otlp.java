package io.querycast.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.querycast.Figure;
import io.querycast.Metrics;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Traces;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Gives figures and traces to Liberty's OpenTelemetry, which sends them to a collector. */
@Singleton
public class Otlp {
  private static final String SCOPE = "io.querycast";

  private final Metrics metrics;
  private final OpenTelemetry telemetry;

  @Inject
  Otlp(Metrics metrics, OpenTelemetry telemetry) {
    this.metrics = metrics;
    this.telemetry = telemetry;
  }

  /** First, so that nothing is counted before. */
  void start(@Observes @Priority(StartEvent.FIRST) StartEvent starting) {
    Traces.writeTo(new JobTraces(telemetry.getTracer(SCOPE)));
    Meter meter = telemetry.getMeter(SCOPE);
    Map<Figure, LongCounter> counters = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      if (figure.isCount()) {
        LongCounter counter =
            meter.counterBuilder(figure.telemetryName()).setDescription(figure.meaning()).build();
        // So that it is there before something is counted.
        counter.add(0);
        counters.put(figure, counter);
      } else {
        var unused =
            meter
                .gaugeBuilder(figure.telemetryName())
                .ofLongs()
                .setDescription(figure.meaning())
                .buildWithCallback(now -> metrics.now(figure).ifPresent(now::record));
      }
    }
    metrics.countAlso(figure -> counters.get(figure).add(1));
  }

  /** Last, so that what the stop does is still traced. */
  void stop(@Observes @Priority(StopEvent.LAST) StopEvent stopping) {
    Traces.writeTo(null);
  }
}
