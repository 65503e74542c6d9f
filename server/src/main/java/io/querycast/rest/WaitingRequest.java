package io.querycast.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that another thread works on later, with the same query: Liberty forgets the query of a
 * request that it dispatches again.
 */
class WaitingRequest extends HttpServletRequestWrapper {
  private final String path;
  private final String query;

  WaitingRequest(HttpServletRequest request) {
    super(request);
    String rest = request.getPathInfo();
    path = request.getServletPath() + (rest == null ? "" : rest);
    query = request.getQueryString();
  }

  @Override
  public String getQueryString() {
    return query;
  }

  /**
   * Lets another thread work on such a request, by its path alone. Liberty takes a query for a part
   * of the path that it looks for, and finds none if the query holds a control character.
   */
  static void goOn(AsyncContext waiting) {
    waiting.dispatch(((WaitingRequest) waiting.getRequest()).path);
  }
}
