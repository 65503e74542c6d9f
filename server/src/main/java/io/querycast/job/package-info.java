/**
 * Runs of queries: the centre of the server.
 *
 * <p>In: what a user asks for, and the news that a statement ended. Out: jobs in DynamoDB, which
 * only move forward, and a {@link io.querycast.job.JobChanged} after each step.
 */
package io.querycast.job;
