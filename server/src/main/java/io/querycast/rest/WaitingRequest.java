package io.querycast.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that is worked on later, by another thread, and says the same then: Liberty forgets the
 * query of one that it dispatches again.
 */
class WaitingRequest extends HttpServletRequestWrapper {
  private final String path;
  private final String query;

  WaitingRequest(HttpServletRequest request) {
    super(request);
    String rest = request.getPathInfo();
    String asked = request.getServletPath() + (rest == null ? "" : rest);
    // Worked on by another thread, a forward would take from other requests what they are made of.
    path = asked.equals("/") ? IndexFilter.INDEX : asked;
    query = request.getQueryString();
  }

  @Override
  public String getQueryString() {
    return query;
  }

  /**
   * Has such a request worked on, by its path alone: Liberty takes a query for a part of the path
   * that it looks for, and finds none where the query holds a control character.
   */
  static void goOn(AsyncContext waiting) {
    waiting.dispatch(((WaitingRequest) waiting.getRequest()).path);
  }
}
