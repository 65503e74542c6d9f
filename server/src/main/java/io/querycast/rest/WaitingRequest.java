package io.querycast.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.concurrent.Executor;

/**
 * A request that another thread works on later, with the same query: Liberty forgets the query of a
 * request that it dispatches again.
 */
class WaitingRequest extends HttpServletRequestWrapper {
  private final String path;
  private final String query;
  private final Executor timer;

  /**
   * @param timer a thread that never works on requests itself
   */
  WaitingRequest(HttpServletRequest request, Executor timer) {
    super(request);
    this.timer = timer;
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
   *
   * <p>Liberty keeps the data of a request with the thread that works on it, and a request that is
   * dispatched begins with those of the thread that dispatches it. Such data may be another
   * request's, which ends meanwhile: the answer is then empty. So only the timer dispatches.
   */
  static void goOn(AsyncContext waiting) {
    WaitingRequest request = (WaitingRequest) waiting.getRequest();
    request.timer.execute(() -> waiting.dispatch(request.path));
  }
}
