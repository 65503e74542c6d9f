package io.querycast.push;

import java.time.Instant;

/**
 * One browser tab's right to a socket.
 *
 * @param until its end: that of the token it was made with
 */
record Session(String id, String userId, Instant until) {}
