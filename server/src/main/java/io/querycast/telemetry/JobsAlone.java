package io.querycast.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Lets only spans of jobs be written. Liberty would also write one for each call of a route, with
 * its path, and the path of a download holds its secret.
 */
public final class JobsAlone implements AutoConfigurationCustomizerProvider {
  @Override
  public void customize(AutoConfigurationCustomizer configuration) {
    configuration.addSamplerCustomizer((sampler, properties) -> jobsAlone(sampler));
  }

  /** The sampler, asked only about spans of jobs. */
  static Sampler jobsAlone(Sampler sampler) {
    AttributeKey<String> job = AttributeKey.stringKey(JobTraces.JOB);
    return new Sampler() {
      @Override
      public SamplingResult shouldSample(
          Context parent,
          String traceId,
          String name,
          SpanKind kind,
          Attributes attributes,
          List<LinkData> links) {
        return attributes.get(job) == null
            ? SamplingResult.drop()
            : sampler.shouldSample(parent, traceId, name, kind, attributes, links);
      }

      @Override
      public String getDescription() {
        return "JobsAlone{" + sampler.getDescription() + "}";
      }
    };
  }
}
