/**
 * Finds out which user sends a request.
 *
 * <p>In: the Cognito access token of a request, which MicroProfile JWT has checked. Out: a {@link
 * io.querycast.identity.User}, or 401.
 */
package io.querycast.identity;
