package io.querycast.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * An answer whose reader may leave in its middle: what is written then is dropped. Liberty would
 * take it for a failure of the application, with a stack trace and a file for each.
 */
public class QuietResponse extends HttpServletResponseWrapper {
  private QuietStream out;

  /** Writes to another one. */
  public QuietResponse(HttpServletResponse response) {
    super(response);
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (out == null) {
      out = new QuietStream(super.getOutputStream());
    }
    return out;
  }

  @Override
  public void flushBuffer() throws IOException {
    if (out == null) {
      super.flushBuffer();
    } else {
      out.unlessGone(super::flushBuffer);
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  private static final class QuietStream extends ServletOutputStream {
    private final ServletOutputStream out;
    private boolean isGone;

    QuietStream(ServletOutputStream out) {
      this.out = out;
    }

    private void unlessGone(Write write) {
      if (isGone) {
        return;
      }
      try {
        write.run();
      } catch (IOException e) {
        isGone = true;
      }
    }

    @Override
    public void write(int one) {
      unlessGone(() -> out.write(one));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      unlessGone(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      unlessGone(out::flush);
    }

    @Override
    public void close() {
      unlessGone(out::close);
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }
  }
}
