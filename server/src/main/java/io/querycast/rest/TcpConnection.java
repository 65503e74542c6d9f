package io.querycast.rest;

/**
 * A TCP connection as a look found it.
 *
 * @param id the same at each look
 * @param phase what it is at
 * @param requests how many have begun on it
 * @param moved bytes of its present answer that have gone out; of a head that is not whole, that
 *     have come in
 * @param holdsThread whether a thread waits for the one at the other end
 * @param cut breaks it off: whoever waits for it is told at once
 */
record TcpConnection(
    Object id, Phase phase, int requests, long moved, boolean holdsThread, Runnable cut) {

  /** What a connection is at. */
  enum Phase {
    /** The head of a request has not come, or not all of it. */
    HEAD,
    /** The head is there, the body not all, and nobody is answering yet, or no longer. */
    BODY,
    /** A request is being worked on, or answered. */
    ANSWER,
    /** All that was asked on it is answered. */
    IDLE,
    /** It carries no requests any more, but a socket's frames. */
    SOCKET
  }

  /** Whether it waits for the one at the other end, so that it may be waited for too long. */
  boolean isWaiting() {
    return phase == Phase.HEAD || phase == Phase.BODY || (phase == Phase.ANSWER && holdsThread);
  }
}
