/**
 * Gives traces and figures to the tools of operators. Liberty has the libraries for this only if an
 * operator switches its features on; otherwise {@code beans.xml} leaves these classes out.
 *
 * <p>In: the figures and the steps of jobs. Out: OTLP to a collector, {@code /metrics} for
 * Prometheus.
 */
package io.querycast.telemetry;
