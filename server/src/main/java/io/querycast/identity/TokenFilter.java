package io.querycast.identity;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;

/**
 * Shows a token to MicroProfile JWT only if it is one of ours. Liberty writes other tokens into its
 * trace and its first-failure files, so it must never see one. {@code server.xml} stops it from
 * looking by itself.
 */
public class TokenFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String SCHEME = "bearer ";

  @Inject private transient TokenCheck check;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String header = request.getHeader("Authorization");
    if (header != null
        && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        && check.isOurs(header.substring(SCHEME.length()).strip())) {
      request.authenticate(new Mute(response));
    }
    chain.doFilter(request, response);
  }

  /** AccessTokenFilter refuses when it must. The container's own refusal would be empty. */
  private static final class Mute extends HttpServletResponseWrapper {
    Mute(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void setStatus(int status) {}

    @Override
    public void sendError(int status) {}

    @Override
    public void sendError(int status, String message) {}

    @Override
    public void setHeader(String name, String value) {}

    @Override
    public void addHeader(String name, String value) {}
  }
}
