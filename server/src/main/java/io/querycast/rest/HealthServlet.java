package io.querycast.rest;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /health}: what a load balancer and a deployment need, and nothing that a stranger could
 * use. The paths and what each says are in docs/operations.md.
 */
@WebServlet({
  HealthServlet.READY,
  HealthServlet.SERVING,
  "/health",
  "/health/live",
  "/health/started",
})
public class HealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String READY = "/health/ready";
  static final String SERVING = "/health/serving";

  @Inject private transient Readiness readiness;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean isUp =
        switch (request.getServletPath()) {
          case READY -> readiness.isReady();
          case SERVING -> readiness.isServing();
          default -> true;
        };
    response.setStatus(
        isUp ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json");
    response.getWriter().write("{\"status\":\"%s\"}".formatted(isUp ? "UP" : "DOWN"));
  }
}
