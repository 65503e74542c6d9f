package io.querycast.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.querycast.Figure;
import io.querycast.Metrics;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.TestMetrics;
import io.querycast.Traces;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpTest {
  private final Metrics metrics = TestMetrics.figures();
  private final InMemorySpanExporter written = InMemorySpanExporter.create();
  private final InMemoryMetricReader reader = InMemoryMetricReader.create();

  @AfterEach
  void nobodyWrites() {
    Traces.writeTo(null);
  }

  @Test
  void aServerThatWouldSendItsRequestsDoesNotStart() {
    Otlp otlp = otlp(Sampler.alwaysOn());

    String why =
        assertThrows(IllegalStateException.class, () -> otlp.start(new StartEvent(null)))
            .getMessage();

    assertTrue(why.contains("unset OTEL_SDK_DISABLED"), why);
  }

  @Test
  void stepsAreWrittenFromTheStartToTheStop() {
    Otlp otlp = otlp(JobsAlone.jobsAlone(Sampler.alwaysOn()));
    otlp.start(new StartEvent(null));
    Traces.during(Traces.Step.PUSH, "job", () -> true);
    otlp.stop(new StopEvent());
    Traces.during(Traces.Step.PUSH, "job", () -> true);

    assertEquals(1, written.getFinishedSpanItems().size());
  }

  @Test
  void countsBeginAtZeroAndAFigureThatIsNotKnownIsLeftOut() {
    otlp(JobsAlone.jobsAlone(Sampler.alwaysOn())).start(new StartEvent(null));
    metrics.gauge(Figure.CONNECTIONS, () -> 7);
    metrics.gauge(
        Figure.JOBS_OVERDUE,
        () -> {
          throw new IllegalStateException("no table");
        });
    metrics.count(Figure.JOBS_ENDED);
    metrics.count(Figure.JOBS_ENDED);

    Map<String, Long> told = told();
    assertEquals(7, told.get("querycast.connections"));
    assertEquals(2, told.get("querycast.jobs.ended"));
    assertEquals(0, told.get("querycast.jobs.submitted"));
    assertEquals(null, told.get("querycast.jobs.overdue"));

    TestMetrics.line(metrics);
    assertEquals(
        2, told().get("querycast.jobs.ended"), "a line for CloudWatch changes nothing here");
  }

  private Map<String, Long> told() {
    return reader.collectAllMetrics().stream()
        .collect(Collectors.toMap(MetricData::getName, OtlpTest::value));
  }

  private static long value(MetricData metric) {
    return (metric.getLongSumData().getPoints().isEmpty()
            ? metric.getLongGaugeData()
            : metric.getLongSumData())
        .getPoints()
        .iterator()
        .next()
        .getValue();
  }

  private Otlp otlp(Sampler sampler) {
    return new Otlp(
        metrics,
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(SimpleSpanProcessor.create(written))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build());
  }
}
