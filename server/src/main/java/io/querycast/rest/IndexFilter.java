package io.querycast.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers {@code /} with the page. The container itself would take the query for a part of the
 * file's name. A request that has waited for its turn is dispatched to the page directly.
 */
public class IndexFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  static final String INDEX = "/index.html";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getRequestURI().equals("/")) {
      request.getRequestDispatcher(INDEX).forward(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }
}
