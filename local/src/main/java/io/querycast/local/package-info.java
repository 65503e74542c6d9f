/**
 * The local cloud's front: one address for every service.
 *
 * <p>In: HTTP from any AWS client, routed by {@code X-Amz-Target} or by path, and handshakes of
 * WebSockets. Out: answers of the services in the packages below, or of DynamoDB Local and
 * ElasticMQ behind a proxy.
 */
package io.querycast.local;
