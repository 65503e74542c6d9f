/**
 * The other door: API Gateway holds the sockets in place of the nodes ({@code querycast.door} as
 * {@code gateway}). In come its calls, by which a socket opens and ends, and the steps of jobs; out
 * go messages to its connections. With door {@code node} nothing here does anything.
 */
package io.querycast.door;
