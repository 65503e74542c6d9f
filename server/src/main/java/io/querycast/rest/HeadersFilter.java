package io.querycast.rest;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says how long the page's files may be kept, what the page may load and which servers it may call.
 * For everything else {@code server.xml} says that nothing is kept and nothing is loaded.
 */
public class HeadersFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /** The build names these files by their content, so they never change. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  @Inject private transient Settings settings;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    if (path.equals("/push")) {
      // An open socket keeps all headers of the answer to its handshake.
      chain.doFilter(request, response);
      return;
    }
    HttpsOnly.say(request, response);
    if (path.startsWith("/api/")) {
      ConnectionAbort.remember(request);
      response.addHeader("Vary", "Origin");
    } else if (!path.startsWith("/health")) {
      response.setHeader("Content-Security-Policy", policy());
      String life = path.startsWith("/assets/") ? FOR_EVER : "no-cache";
      chain.doFilter(request, new FileResponse(response, life, () -> Inbound.of(request).ends()));
      return;
    }
    chain.doFilter(request, response);
  }

  private String policy() {
    URI pool = settings.issuer().uri();
    Stream<URI> others =
        Stream.of(
                Stream.of(pool),
                settings.socketUrl().stream(),
                settings.gateway().stream().map(Settings.Gateway::socket))
            .flatMap(each -> each);
    return "default-src 'self'; connect-src 'self' "
        + others
            .map(url -> url.getScheme() + "://" + url.getAuthority())
            .collect(Collectors.joining(" "))
        + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  }
}
