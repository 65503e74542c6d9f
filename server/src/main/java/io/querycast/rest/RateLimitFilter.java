package io.querycast.rest;

import io.querycast.Threads;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/**
 * Gives every request its turn, on every route: see {@link RateLimits}. A request that waits holds
 * no thread. {@code web.xml} puts this filter before the filters that belong to the answer.
 */
public class RateLimitFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient RateLimits limits;
  @Inject private transient Refusals refusals;
  @Inject private transient ClientAddress address;
  @Inject private transient GatewaySecret gateway;
  @Inject private transient Threads threads;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Turn waited = Turn.of(request);
    if (waited != null) {
      if (waited.isTaken() && !isHandshake(request)) {
        work(waited, request, response, chain);
      } else {
        // A request that has waited can't become a socket any more. The client can send a new one.
        waited.leave();
        if (isHandshake(request)) {
          waited.charge(RateLimits.PRICE_OF_A_GUESS);
        }
        refuse(request, response);
      }
      return;
    }
    if (isHandshake(request) && limits.isTrusted(request)) {
      // All of a node's browsers come back at once when it dies. None of them may wait long.
      chain.doFilter(request, response);
      note(request, response);
      return;
    }
    if (gateway.isIn(request)) {
      chain.doFilter(request, response);
      note(request, response);
      return;
    }
    Turn turn = limits.turn(request);
    switch (turn.enter(request)) {
      case NOW -> work(turn, request, response, chain);
      case LATER -> {
        AsyncContext waiting =
            request.startAsync(new WaitingRequest(request, threads.timer()), response);
        waiting.setTimeout(0);
        turn.waitsIn(waiting);
      }
      case REFUSED -> refuse(request, response);
    }
  }

  private void work(
      Turn turn, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } finally {
      // A request that waits for news from here on holds no thread, and has a limit where it waits.
      turn.leave();
      if (isGuess(request, response.getStatus())) {
        turn.charge(RateLimits.PRICE_OF_A_GUESS);
      }
      note(request, response);
    }
  }

  private void note(HttpServletRequest request, HttpServletResponse response) {
    Principal user = request.getUserPrincipal();
    refusals.answered(
        response.getStatus(),
        user == null ? null : user.getName(),
        address.of(request),
        request.getMethod());
  }

  private static boolean isHandshake(HttpServletRequest request) {
    return request.getRequestURI().equals("/push");
  }

  private boolean isGuess(HttpServletRequest request, int status) {
    return status == HttpServletResponse.SC_UNAUTHORIZED
        || (status == HttpServletResponse.SC_FORBIDDEN && gateway.isCall(request))
        || (status == HttpServletResponse.SC_NOT_FOUND && request.getUserPrincipal() == null);
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Refusal.write(
        new Problem(
            ErrorCode.TOO_MANY_REQUESTS,
            "There were too many requests from you at once: wait a moment, and send fewer at a time."),
        response);
    note(request, response);
  }
}
