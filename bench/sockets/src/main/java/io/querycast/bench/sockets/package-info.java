/**
 * What a WebSocket costs, here and elsewhere.
 *
 * <p>In: the servers as processes, with a crowd of clients before them. Out: figures, one a line.
 */
package io.querycast.bench.sockets;
