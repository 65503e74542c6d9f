/**
 * Sends news to browsers.
 *
 * <p>In: a ticket with the handshake, and {@link io.querycast.job.JobChanged} after each step of a
 * job. Out: snapshots, and jobs with their first rows, to every connection of the job's owner.
 */
package io.querycast.push;
