package io.querycast.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;

/** One request's turn to be worked on. The request waits for it, takes it, and leaves it once. */
public final class Turn implements RateLimiter.Waiter {
  private static final String ATTRIBUTE = Turn.class.getName();

  private final RateLimiter turns;
  private final String client;
  private AsyncContext waiting;
  private boolean isTold;
  private boolean hasTurn;

  Turn(RateLimiter turns, String client) {
    this.turns = turns;
    this.client = client;
  }

  /** Returns the turn of a request that is worked on again after a wait; null before the first. */
  static Turn of(ServletRequest request) {
    return (Turn) request.getAttribute(ATTRIBUTE);
  }

  /** Asks for the turn. */
  RateLimiter.Entry enter(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
    return turns.enter(client, this);
  }

  /** Sets where the request is kept while it waits. It may have been told already. */
  void waitsIn(AsyncContext request) {
    boolean goOn;
    synchronized (this) {
      waiting = request;
      goOn = isTold;
    }
    if (goOn) {
      WaitingRequest.goOn(request);
    }
  }

  @Override
  public void told(boolean isTurn) {
    AsyncContext request;
    synchronized (this) {
      hasTurn = isTurn;
      isTold = true;
      request = waiting;
    }
    if (request != null) {
      WaitingRequest.goOn(request);
    }
  }

  /** Whether it got its turn after its wait; if not, it was refused. */
  synchronized boolean isTaken() {
    return hasTurn;
  }

  /**
   * Leaves the turn to another request. An answer that takes as long as its reader likes, and has
   * limits of its own, leaves its turn before it ends. A second call changes nothing.
   */
  void leave() {
    turns.leave(this);
  }

  /**
   * Leaves the turn of a request, for callers that have only the request.
   *
   * @param request as the container gave it, or wrapped
   */
  public static void leave(ServletRequest request) {
    Turn turn = of(request);
    if (turn != null) {
      turn.leave();
    }
  }

  /** Charges the client for this many more turns. */
  void charge(int price) {
    turns.charge(client, price);
  }

  /**
   * Charges the client of a request, for callers that have only the request and know its result.
   *
   * @param request as the container gave it, or wrapped
   */
  public static void charge(ServletRequest request, int price) {
    Turn turn = of(request);
    if (turn != null) {
      turn.charge(price);
    }
  }
}
