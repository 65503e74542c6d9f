package io.querycast.node;

/**
 * A node's right to an inbox.
 *
 * @param inbox its number, from 0
 * @param epoch each node that takes the inbox adds one; so what an earlier holder wrote is known to
 *     be stale
 */
public record Lease(int inbox, long epoch) {}
