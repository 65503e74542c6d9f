/**
 * This node among the others.
 *
 * <p>In: the start and the stop of the server. Out: the inbox that it leases, and which nodes hold
 * the others.
 */
package io.querycast.node;
