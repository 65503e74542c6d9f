package io.querycast.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.querycast.Secret;
import io.querycast.Traces;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Writes each step of a job as a span. The trace's id is computed from the job's id, so every node
 * finds the trace of a job, and an event or a hint need not carry it.
 *
 * <p>A span holds the job's id, and of an error only its type: no SQL, value, user or token.
 */
final class JobTraces implements Traces.Writer {
  /** The attribute that every span has. */
  static final String JOB = "querycast.job";

  private static final int TRACE_DIGITS = 32;
  private static final int SPAN_DIGITS = 16;

  private final Tracer tracer;

  JobTraces(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public <T> T during(Traces.Step step, String job, Supplier<T> work) {
    Span span =
        tracer
            .spanBuilder(step.name().toLowerCase(Locale.ROOT))
            .setSpanKind(kind(step))
            .setParent(parent(job))
            .setAttribute(JOB, job)
            .startSpan();
    try (Scope scope = span.makeCurrent()) {
      return work.get();
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR, e.getClass().getName());
      throw e;
    } finally {
      span.end();
    }
  }

  /** The step around this one, or else the job itself: a span that nobody writes. */
  private static Context parent(String job) {
    String hash = Secret.hash(job);
    String trace = hash.substring(0, TRACE_DIGITS);
    if (Span.current().getSpanContext().getTraceId().equals(trace)) {
      return Context.current();
    }
    SpanContext whole =
        SpanContext.createFromRemoteParent(
            trace,
            hash.substring(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    return Context.root().with(Span.wrap(whole));
  }

  private static SpanKind kind(Traces.Step step) {
    return switch (step) {
      case SUBMIT -> SpanKind.SERVER;
      case START -> SpanKind.CLIENT;
      case COMPLETION -> SpanKind.CONSUMER;
      case SWEEP -> SpanKind.INTERNAL;
      case PUSH -> SpanKind.PRODUCER;
    };
  }
}
