package io.querycast.rest;

import io.querycast.Threads;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/**
 * Reads the bodies of those who are signed in before anything else does, without holding a thread
 * for what has not come. From a stranger no body is read: no route that is open to all takes one.
 *
 * <p>What comes behind this filter is called again when the body is there ({@code ASYNC}), and
 * reads it as if it had come just then.
 */
public class BodyFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient UnreadBodies bodies;
  @Inject private transient Threads threads;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(BodyReader.REFUSED) instanceof Problem problem) {
      Refusal.write(problem, response);
      return;
    }
    Principal user = request.getUserPrincipal();
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || user == null
        || !hasBody(request)) {
      chain.doFilter(request, response);
      return;
    }
    UnreadBodies.Unread place;
    try {
      place = bodies.begin(user.getName());
    } catch (Problem problem) {
      Refusal.write(problem, response);
      return;
    }
    WholeBody body = new WholeBody(request);
    AsyncContext waiting = request.startAsync(body, response);
    // The container's own time limit ends a request past those who count on its end.
    waiting.setTimeout(0);
    ServletInputStream in = request.getInputStream();
    in.setReadListener(new BodyReader(in, body, waiting, place, threads.timer()));
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }
}
