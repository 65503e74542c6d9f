/**
 * What belongs to no concept: settings, start and stop, threads and clocks, secrets, and what the
 * node tells its operators.
 *
 * <p>In: MicroProfile Config. Out: {@link io.querycast.Settings}, and the events of start and stop.
 */
package io.querycast;
