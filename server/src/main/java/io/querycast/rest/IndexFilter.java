package io.querycast.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers {@code /} with the page. Left to the container, the query would be taken for a part of
 * the file's name. One that waited for its turn is dispatched to the page by itself.
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
