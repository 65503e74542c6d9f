/**
 * A local cloud and the packaged server, each in a process of its own, and people who use them by
 * HTTP and by the socket, as browsers do.
 */
package io.querycast.bench.world;
