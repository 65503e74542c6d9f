/**
 * Learns that a statement ended.
 *
 * <p>In: Redshift's events from an SQS queue, and the ids of jobs that had no news for too long.
 * Out: {@link io.querycast.job.StatementFollower#learn}, which asks Redshift before it believes
 * anything.
 */
package io.querycast.completion;
