package io.querycast.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * An answer with a file of the page.
 *
 * <p>It says how long the file may be kept only when the container begins to send it. So an answer
 * without a file is never kept. The reader may leave in the middle of the answer: what is written
 * after that is dropped. Liberty would take it for a failure of the application, with a stack trace
 * and a file for each.
 */
class FileResponse extends HttpServletResponseWrapper {
  private final String life;
  private final Runnable end;
  private FileStream out;

  /**
   * Writes to another response.
   *
   * @param life how long the file may be kept, as in {@code Cache-Control}
   * @param end what is done with the connection when the reader has left
   */
  FileResponse(HttpServletResponse response, String life, Runnable end) {
    super(response);
    this.life = life;
    this.end = end;
  }

  @Override
  public void setStatus(int status) {
    if (status == SC_NOT_MODIFIED) {
      setHeader("Cache-Control", life);
    }
    super.setStatus(status);
  }

  /** Only files have a date of last change. */
  @Override
  public void setDateHeader(String name, long date) {
    if (name.equalsIgnoreCase("Last-Modified")) {
      setHeader("Cache-Control", life);
    }
    super.setDateHeader(name, date);
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (out == null) {
      out = new FileStream(super.getOutputStream(), end);
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

  private static final class FileStream extends ServletOutputStream {
    private final ServletOutputStream out;
    private final Runnable end;
    private boolean isGone;

    FileStream(ServletOutputStream out, Runnable end) {
      this.out = out;
      this.end = end;
    }

    private void unlessGone(Write write) {
      if (isGone) {
        return;
      }
      try {
        write.run();
      } catch (IOException e) {
        isGone = true;
        end.run();
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
