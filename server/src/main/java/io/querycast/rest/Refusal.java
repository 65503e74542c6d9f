package io.querycast.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers with a problem document before any route is asked. */
final class Refusal {
  private static final String RETRY_AFTER_SECONDS = "2";

  private Refusal() {}

  /** Writes the whole answer. What is not read of the request by now is not read later either. */
  static void write(Problem problem, HttpServletResponse response) throws IOException {
    byte[] body = problem.toJson().toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.code().status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.setHeader("Connection", "close");
    if (problem.code() == ErrorCode.TOO_MANY_REQUESTS || problem.code() == ErrorCode.UNAVAILABLE) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
