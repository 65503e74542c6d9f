package io.querycast.push;

import java.time.Instant;

/**
 * One browser tab's right to a socket.
 *
 * @param until the session's end, which is the end of its token
 */
public record Session(String id, String userId, Instant until) {}
