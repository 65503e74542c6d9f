package io.querycast.rest;

import io.querycast.Problem;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body in chunks. It is read whole when somebody first asks for it, off the connection itself:
 * the container takes sizes that overflow, and line ends that are none. Nothing else is ever read
 * from that connection.
 */
final class ChunkedBody extends ServletInputStream {
  private final Inbound inbound;
  private InputStream body;

  ChunkedBody(Inbound inbound) {
    this.inbound = inbound;
  }

  /**
   * {@inheritDoc}
   *
   * @throws Problem where what comes is no chunk
   * @throws IOException where nothing more comes
   */
  @Override
  public int read() throws IOException {
    return body().read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return body().read(into, offset, length);
  }

  private InputStream body() throws IOException {
    if (body == null) {
      inbound.last();
      Chunks chunks = new Chunks();
      chunks.read(inbound.waiting());
      while (!chunks.isWhole()) {
        chunks.read(inbound.next());
      }
      body = new ByteArrayInputStream(chunks.body());
    }
    return body;
  }

  @Override
  public boolean isFinished() {
    try {
      return body != null && body.available() == 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    throw new IllegalStateException("Nobody here reads bodies that way.");
  }
}
