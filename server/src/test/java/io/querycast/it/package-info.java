/**
 * Tests of the whole product: the packaged WAR on Liberty, the local cloud, and clients from
 * outside.
 *
 * <p>In: HTTP and sockets, as browsers use them. Out: what docs/protocol.md promises.
 */
package io.querycast.it;
