package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The container that these requests come from keeps no attribute. */
class BodyFilterTest {
  private final WholeBody request =
      new WholeBody(
          fake(
              HttpServletRequest.class,
              (proxy, method, arguments) ->
                  method.getName().equals("getDispatcherType") ? DispatcherType.ASYNC : null),
          Runnable::run);

  @Test
  void aRequestThatComesBackWithoutItsBodyIsRefusedAsBroken() throws Exception {
    assertEquals("400 BODY_BROKEN", answer());
  }

  @Test
  void theReasonIsTheReadersWord() throws Exception {
    request.refuse(new Problem(ErrorCode.BODY_TOO_SLOW, "Send it faster."));
    assertEquals("408 BODY_TOO_SLOW", answer());
  }

  @Test
  void aWholeBodyGoesOn() throws Exception {
    byte[] body = "{}...".getBytes(StandardCharsets.US_ASCII);
    request.set(body, 2);
    assertEquals("goes on", answer());
    assertEquals("{}", new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** Status and code of the refusal, or that there is none. */
  private String answer() throws Exception {
    List<String> status = new ArrayList<>();
    Bytes body = new Bytes();
    HttpServletResponse response =
        fake(
            HttpServletResponse.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("setStatus")) {
                status.add(arguments[0].toString());
              }
              return method.getName().equals("getOutputStream") ? body : null;
            });
    new BodyFilter().doFilter(request, response, (req, res) -> status.add("goes on"));
    assertEquals(1, status.size(), "one answer");
    String text = body.written.toString(StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return status.get(0);
    }
    int code = text.indexOf("\"code\":\"");
    assertTrue(code > 0, text);
    return status.get(0) + " " + text.substring(code + 8, text.indexOf('"', code + 8));
  }

  private static <T> T fake(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }

  private static final class Bytes extends ServletOutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      written.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException("Nobody waits here.");
    }
  }
}
