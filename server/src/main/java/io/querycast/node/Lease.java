package io.querycast.node;

/**
 * A node's right to an inbox.
 *
 * @param inbox its number, from 0
 * @param epoch one more with each node that takes the inbox, so that what an earlier holder wrote
 *     is known to be stale
 */
public record Lease(int inbox, long epoch) {}
