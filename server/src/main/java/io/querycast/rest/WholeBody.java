package io.querycast.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A request whose body is read before anything else sees it. Until all of it is here, the request
 * is one whose body is broken.
 *
 * <p>It says so itself, and not by an attribute: Liberty's first thread still takes attributes away
 * when another reads the body already, and their map is made for one thread.
 */
final class WholeBody extends WaitingRequest {
  private ServletInputStream body;

  /** Why the request goes on without its body; null if it has all of it. */
  private Problem refusal = Body.broken();

  WholeBody(HttpServletRequest request, Executor timer) {
    super(request, timer);
  }

  void set(byte[] bytes, int length) {
    body = new Bytes(new ByteArrayInputStream(bytes, 0, length));
    refusal = null;
  }

  void refuse(Problem problem) {
    refusal = problem;
  }

  Optional<Problem> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  private static final class Bytes extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Bytes(ByteArrayInputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return bytes.read(into, offset, length);
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("All of it is here.");
    }
  }
}
