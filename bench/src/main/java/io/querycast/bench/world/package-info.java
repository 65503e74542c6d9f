/**
 * A local cloud and the packaged server, each in a process of its own, and users who use them by
 * HTTP and by the socket, as browsers do.
 */
package io.querycast.bench.world;
