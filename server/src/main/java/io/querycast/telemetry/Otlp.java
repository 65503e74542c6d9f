package io.querycast.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
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
    Tracer tracer = telemetry.getTracer(SCOPE);
    checkThatJobsAreAlone(tracer);
    Traces.writeTo(new JobTraces(tracer));
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
    metrics.countAlso((figure, more) -> counters.get(figure).add(more));
  }

  /** Liberty asks {@link JobsAlone} only if it makes its OpenTelemetry for this application. */
  private static void checkThatJobsAreAlone(Tracer tracer) {
    if (tracer.spanBuilder("of no job").startSpan().isRecording()) {
      throw new IllegalStateException(
          "Spans of requests would be sent, with paths that hold secrets: unset OTEL_SDK_DISABLED."
              + " OTLP_FEATURE alone switches telemetry on.");
    }
  }

  /** Last, so that what the stop does is still traced. */
  void stop(@Observes @Priority(StopEvent.LAST) StopEvent stopping) {
    Traces.writeTo(null);
  }
}
