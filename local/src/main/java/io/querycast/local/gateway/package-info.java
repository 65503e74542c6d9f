/**
 * API Gateway's WebSocket side: the sockets of clients, and what a server may do with them.
 *
 * <p>In: handshakes and frames of clients; calls that post to a connection, describe it or end it.
 * Out: a server is asked about each new connection, and told of each that has ended.
 */
package io.querycast.local.gateway;
