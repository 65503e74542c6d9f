package io.querycast.push;

import io.querycast.Settings;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.HttpsOnly;
import io.querycast.rest.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;

/**
 * Lets only handshakes through, and without an HTTP session.
 *
 * <p>The container asks for a session at each handshake, before it looks at the origin, and would
 * keep it until it expires. Nobody uses these sessions, so a flood of handshakes would only fill
 * memory.
 */
public class HandshakeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient Settings settings;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Problem> fault = Handshake.fault(request, settings.allowedOrigins());
    if (fault.isEmpty()) {
      boolean compresses = settings.compress() && Handshake.mayCompress(request);
      request.setAttribute(PushHandshake.COMPRESSES, compresses);
      chain.doFilter(new WithoutSession(request), response);
    } else {
      HttpsOnly.say(request, response);
      refuse(response, fault.get());
    }
  }

  private static void refuse(HttpServletResponse response, Problem problem) throws IOException {
    response.setStatus(problem.code().status());
    if (problem.code() == ErrorCode.UPGRADE_REQUIRED) {
      response.setHeader("Upgrade", "websocket");
      // A proxy in front may take the next bytes for a socket's.
      response.setHeader("Connection", "Upgrade, close");
      response.setHeader("Sec-WebSocket-Version", Handshake.VERSION);
    } else if (problem.code() == ErrorCode.METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", "GET");
    }
    response.setContentType(Problem.MEDIA_TYPE);
    response.getOutputStream().write(problem.toJson().toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The container works without a session. That also happens when a session has just ended. */
  private static final class WithoutSession extends HttpServletRequestWrapper {
    WithoutSession(HttpServletRequest request) {
      super(request);
    }

    /**
     * The container reads some well-formed extensions as if they were not, and knows none. {@link
     * PushHandshake} answers.
     */
    @Override
    public Enumeration<String> getHeaders(String name) {
      return Handshake.EXTENSIONS.equalsIgnoreCase(name)
          ? Collections.emptyEnumeration()
          : super.getHeaders(name);
    }

    @Override
    public String getHeader(String name) {
      return Handshake.EXTENSIONS.equalsIgnoreCase(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      return Collections.enumeration(
          Collections.list(super.getHeaderNames()).stream()
              .filter(name -> !Handshake.EXTENSIONS.equalsIgnoreCase(name))
              .toList());
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
