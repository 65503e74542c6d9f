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
 * Reads the bodies of signed-in users before anything else does. No thread waits for bytes that
 * have not come. It reads no body of a stranger: no open route takes one.
 *
 * <p>When the body is there, the filters and the route after this filter are called again ({@code
 * ASYNC}). They read the body as if it had just come.
 */
public class BodyFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient UnreadBodies bodies;
  @Inject private transient Threads threads;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof WholeBody whole && whole.refusal().isPresent()) {
      Refusal.write(whole.refusal().get(), response);
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
    WholeBody body = new WholeBody(request, threads.timer());
    AsyncContext waiting = request.startAsync(body, response);
    // The container's own time limit would end a request without the filters that need to see its
    // end.
    waiting.setTimeout(0);
    ServletInputStream in = request.getInputStream();
    in.setReadListener(new BodyReader(in, body, waiting, place, threads.timer()));
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }
}
