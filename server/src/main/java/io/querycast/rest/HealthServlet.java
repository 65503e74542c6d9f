package io.querycast.rest;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /health}: what a load balancer needs, and nothing that a stranger could use. {@code
 * /health/ready} is 503 while the node should get no work. The others are 200 once the application
 * has started.
 */
@WebServlet({
  HealthServlet.READY,
  "/health",
  "/health/live",
  "/health/started",
})
public class HealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String READY = "/health/ready";

  @Inject private transient Readiness readiness;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean isUp = !request.getServletPath().equals(READY) || readiness.isReady();
    response.setStatus(
        isUp ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json");
    response.getWriter().write("{\"status\":\"%s\"}".formatted(isUp ? "UP" : "DOWN"));
  }
}
