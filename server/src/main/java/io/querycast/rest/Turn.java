package io.querycast.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;

/** One request's turn to be worked on: waited for, taken, and left once. */
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

  /** Whose turn it is when a request is worked on again after a wait; null before the first. */
  static Turn of(ServletRequest request) {
    return (Turn) request.getAttribute(ATTRIBUTE);
  }

  /** Asks for the turn. */
  RateLimiter.Entry enter(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
    return turns.enter(client, this);
  }

  /** Where the request is kept meanwhile; it may have been told already. */
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

  /** Whether it came to its turn after it had waited; else it was refused. */
  synchronized boolean isTaken() {
    return hasTurn;
  }

  /**
   * Leaves the turn to another request; for an answer that takes as long as its reader likes, and
   * has bounds of its own, before it ends. A second time changes nothing.
   */
  void leave() {
    turns.leave(this);
  }

  /**
   * The same, for whoever has the request alone.
   *
   * @param request as the container gave it, or wrapped
   */
  public static void leave(ServletRequest request) {
    Turn turn = of(request);
    if (turn != null) {
      turn.leave();
    }
  }

  /** It has cost as many more of the client's turns. */
  void charge(int price) {
    turns.charge(client, price);
  }

  /**
   * The same, for whoever has the request alone and knows what becomes of it.
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
