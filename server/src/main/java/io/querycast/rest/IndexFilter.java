package io.querycast.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Answers {@code /} with the page. The container itself would take the query for a part of the
 * file's name. A forward is no way out: after one, Liberty takes parts of other requests that wait
 * for their turn, and answers them with nothing.
 */
public class IndexFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final String INDEX = "/index.html";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getRequestURI().equals("/")) {
      chain.doFilter(request, response);
      return;
    }
    try (InputStream page = getServletContext().getResourceAsStream(INDEX)) {
      if (page == null) {
        throw new FileNotFoundException("The page is not built: " + INDEX + " is missing.");
      }
      byte[] bytes = page.readAllBytes();
      response.setContentType("text/html;charset=UTF-8");
      response.setHeader("Cache-Control", "no-cache");
      response.getOutputStream().write(bytes);
    }
  }
}
