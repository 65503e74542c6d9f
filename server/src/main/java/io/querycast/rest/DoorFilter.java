package io.querycast.rest;

import io.querycast.ErrorCode;
import io.querycast.HttpsOnly;
import io.querycast.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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
    Optional<ChunkedBody> chunked;
    try {
      Inbound inbound = Inbound.of(request);
      Head head = Head.read(inbound.head());
      Fields.check(head, Framing.check(head));
      chunked = Framing.isChunked(head) ? Optional.of(chunked(inbound)) : Optional.empty();
    } catch (Problem problem) {
      refuse(request, response, problem);
      return;
    }
    chain.doFilter(chunked.isEmpty() ? request : new WithBody(request, chunked.get()), response);
  }

  /** What has come of the chunks is looked at before anybody is asked to answer. */
  private static ChunkedBody chunked(Inbound inbound) {
    new Chunks().read(inbound.waiting());
    inbound.ends();
    return new ChunkedBody(inbound);
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
    HttpsOnly.say(request, response);
    response.setHeader("Connection", "close");
    if (problem.code() == ErrorCode.MESSAGE_INVALID) {
      Inbound.of(request).last();
    }
    response.getOutputStream().write(problem.toJson().toString().getBytes(StandardCharsets.UTF_8));
  }

  private static final class WithBody extends HttpServletRequestWrapper {
    private final ServletInputStream body;

    WithBody(HttpServletRequest request, ServletInputStream body) {
      super(request);
      this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
      return body;
    }
  }
}
