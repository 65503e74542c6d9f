package io.querycast.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.querycast.Traces;
import io.querycast.Traces.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobTracesTest {
  private static final String JOB = "01KAWGK3Q4ZP5X0V6T8N9M2R7C";
  private static final String OTHER = "01KAWGK3Q4ZP5X0V6T8N9M2R7D";

  private final InMemorySpanExporter written = InMemorySpanExporter.create();

  /** A node: nothing of one is known to the other. */
  private JobTraces node() {
    return new JobTraces(
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(written))
            .build()
            .get("test"));
  }

  @AfterEach
  void nobodyWrites() {
    Traces.writeTo(null);
  }

  @Test
  void theStepsOfAJobAreOneTraceOnWhicheverNodesTheyAreTaken() {
    assertEquals("id", node().during(Step.START, JOB, () -> "id"));
    node().during(Step.COMPLETION, JOB, () -> true);
    node().during(Step.PUSH, OTHER, () -> true);

    List<SpanData> spans = written.getFinishedSpanItems();
    assertEquals(spans.get(0).getTraceId(), spans.get(1).getTraceId());
    assertEquals(spans.get(0).getParentSpanId(), spans.get(1).getParentSpanId());
    assertNotEquals(spans.get(0).getTraceId(), spans.get(2).getTraceId());
    assertEquals(
        List.of(SpanKind.CLIENT, SpanKind.CONSUMER, SpanKind.PRODUCER),
        spans.stream().map(SpanData::getKind).toList());
  }

  @Test
  void aStepWithinAStepIsItsChildAndAnotherJobsStepIsNot() {
    JobTraces node = node();
    node.during(
        Step.SUBMIT,
        JOB,
        () -> {
          node.during(Step.START, JOB, () -> true);
          return node.during(Step.SWEEP, OTHER, () -> true);
        });

    List<SpanData> spans = written.getFinishedSpanItems();
    assertEquals(
        List.of("start", "sweep", "submit"), spans.stream().map(SpanData::getName).toList());
    assertEquals(spans.get(2).getSpanId(), spans.get(0).getParentSpanId());
    assertNotEquals(spans.get(2).getTraceId(), spans.get(1).getTraceId());
  }

  @Test
  void anErrorShowsItsTypeAndNothingThatItSays() {
    assertThrows(
        IllegalStateException.class,
        () ->
            node()
                .during(
                    Step.START,
                    JOB,
                    () -> {
                      throw new IllegalStateException("select secret");
                    }));

    SpanData span = written.getFinishedSpanItems().get(0);
    assertEquals(
        StatusData.create(StatusCode.ERROR, "java.lang.IllegalStateException"), span.getStatus());
    assertEquals(
        Map.of(AttributeKey.stringKey("querycast.job"), JOB), span.getAttributes().asMap());
    assertEquals(List.of(), span.getEvents());
  }

  @Test
  void withoutAWriterTheWorkIsJustDone() {
    assertEquals("done", Traces.during(Step.PUSH, JOB, () -> "done"));
    Traces.writeTo(node());
    assertEquals("done", Traces.during(Step.PUSH, JOB, () -> "done"));

    assertEquals(1, written.getFinishedSpanItems().size());
  }
}
