package io.querycast.rest;

import io.querycast.ErrorCode;
import io.querycast.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The first that looks at each request, whatever it asks for: what is not a plain message goes no
 * further. {@code web.xml} puts it before every other filter.
 */
public class DoorFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      Head head = Head.read(Inbound.of(request).head());
      Fields.check(head, Framing.check(head));
    } catch (Problem problem) {
      refuse(request, response, problem);
      return;
    }
    chain.doFilter(request, response);
  }

  /**
   * Answers, and ends the connection: at once where the end of the message is in doubt, and else
   * when its body has been let go by, for who still sends may not hear an answer.
   */
  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    response.setStatus(problem.code().status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Connection", "close");
    if (problem.code() == ErrorCode.MESSAGE_INVALID) {
      Inbound.of(request).last();
    }
    response.getOutputStream().write(problem.toJson().toString().getBytes(StandardCharsets.UTF_8));
  }
}
