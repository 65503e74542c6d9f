package io.querycast.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that is worked on later, by another thread, and says the same then: Liberty forgets the
 * query of one that it dispatches again.
 */
final class WaitingRequest extends HttpServletRequestWrapper {
  private final String query;

  WaitingRequest(HttpServletRequest request) {
    super(request);
    query = request.getQueryString();
  }

  @Override
  public String getQueryString() {
    return query;
  }
}
