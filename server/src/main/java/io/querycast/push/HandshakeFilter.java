package io.querycast.push;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/**
 * Lets handshakes through without an HTTP session.
 *
 * <p>The container asks for one at each handshake, before it looks at the origin, and would keep it
 * for as long as sessions live. Nobody uses them, so a flood of handshakes would only fill memory.
 */
@WebFilter(urlPatterns = "/push", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new WithoutSession(request), response);
  }

  /** The container can do with none: that is how it is when one has ended meanwhile. */
  private static final class WithoutSession extends HttpServletRequestWrapper {
    WithoutSession(HttpServletRequest request) {
      super(request);
    }

    @Override
    public HttpSession getSession() {
      return null;
    }

    @Override
    public HttpSession getSession(boolean create) {
      return null;
    }
  }
}
