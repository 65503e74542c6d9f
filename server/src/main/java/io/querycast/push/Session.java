package io.querycast.push;

import java.time.Instant;

/**
 * One browser tab's right to a socket.
 *
 * @param until the session's end: that of the token that made it
 */
record Session(String id, String userId, Instant until) {}
