/**
 * What a WebSocket costs on our server and on others.
 *
 * <p>In: the servers as processes, and a crowd of clients. Out: figures, one per line.
 */
package io.querycast.bench.sockets;
