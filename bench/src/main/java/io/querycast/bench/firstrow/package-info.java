/**
 * The time from a statement's end to its first row: pushed to the socket, and fetched by pollers.
 */
package io.querycast.bench.firstrow;
