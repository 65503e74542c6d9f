package io.querycast.rest;

/**
 * A TCP connection at the time of a look.
 *
 * @param id the same at each look
 * @param phase what it is doing
 * @param requests how many requests have begun on it
 * @param moved bytes of its present answer that have gone out, or bytes of an unfinished head that
 *     have come in
 * @param holdsThread whether a thread waits for the client
 * @param cut breaks it off: everything that waits for it is told at once
 */
record TcpConnection(
    Object id, Phase phase, int requests, long moved, boolean holdsThread, Runnable cut) {

  /** What a connection is doing. */
  enum Phase {
    /** The head of a request has not come, or not all of it. */
    HEAD,
    /**
     * The head is there, but not the whole body, and nothing answers the request yet, or any
     * longer.
     */
    BODY,
    /** A request is being worked on, or answered. */
    ANSWER,
    /** Every request on it is answered. */
    IDLE,
    /** It carries a socket's frames, and no requests any more. */
    SOCKET
  }

  /** Whether it waits for the client, so that the wait may become too long. */
  boolean isWaiting() {
    return phase == Phase.HEAD || phase == Phase.BODY || (phase == Phase.ANSWER && holdsThread);
  }
}
