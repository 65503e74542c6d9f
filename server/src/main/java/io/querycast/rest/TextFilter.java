package io.querycast.rest;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.RequestScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Refuses a request whose query or key is not text, before any route reads it. {@link PathRefuser}
 * does so for paths, and {@link io.querycast.rest.Body} for bodies.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION + 1)
@RequestScoped
public class TextFilter implements ContainerRequestFilter {
  private static final int ESCAPE = "%41".length();

  @Context private HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    try {
      check(request.getQueryString(), true);
      check(context.getHeaderString("Idempotency-Key"), false);
    } catch (Problem e) {
      context.abortWith(ProblemMapper.response(e));
    }
  }

  /**
   * Checks that something is text.
   *
   * @param written as it came, with a character for each byte
   * @param escapes whether % escapes bytes in it
   * @throws Problem if it is not text
   */
  static void check(String written, boolean escapes) {
    if (written == null) {
      return;
    }
    try {
      if (!Text.isOne(Text.decode(bytes(written, escapes)))) {
        throw Text.notOne();
      }
    } catch (CharacterCodingException e) {
      throw Text.notOne();
    }
  }

  private static byte[] bytes(String written, boolean escapes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
    int at = 0;
    while (at < written.length()) {
      char c = written.charAt(at);
      if (c == '%' && escapes) {
        bytes.write(escaped(written, at));
        at += ESCAPE;
      } else if (c <= 0xff) {
        bytes.write(c);
        at++;
      } else {
        int point = written.codePointAt(at);
        bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(point);
      }
    }
    return bytes.toByteArray();
  }

  private static int escaped(String written, int at) {
    int high = at + 2 < written.length() ? Character.digit(written.charAt(at + 1), 16) : -1;
    int low = at + 2 < written.length() ? Character.digit(written.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new Problem(
          ErrorCode.PARAMETER_INVALID,
          "Write two hexadecimal digits after each percent sign in an address.");
    }
    return high * 16 + low;
  }
}
