package io.querycast.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A body in chunks. It is read directly from the connection, as it comes, once there is a listener.
 * The container would accept sizes that overflow, and line ends that are not valid. Nothing else is
 * ever read from that connection, and no thread waits for it.
 */
final class ChunkedBody extends ServletInputStream implements Inbound.Ear {
  private final Inbound inbound;
  private final Chunks chunks = new Chunks();
  private ByteArrayInputStream come = new ByteArrayInputStream(new byte[0]);
  private ReadListener listener;

  ChunkedBody(Inbound inbound) {
    this.inbound = inbound;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    this.listener = listener;
    try {
      inbound.last();
      came(inbound.waiting());
    } catch (RuntimeException e) {
      listener.onError(e);
    }
  }

  @Override
  public void came(byte[] bytes) {
    try {
      chunks.read(bytes);
      come = new ByteArrayInputStream(chunks.take());
      listener.onDataAvailable();
      if (chunks.isWhole()) {
        listener.onAllDataRead();
      } else {
        inbound.next(this);
      }
    } catch (IOException | RuntimeException e) {
      listener.onError(e);
    }
  }

  @Override
  public void failed(IOException why) {
    listener.onError(why);
  }

  @Override
  public boolean isReady() {
    return come.available() > 0 || chunks.isWhole();
  }

  @Override
  public boolean isFinished() {
    return chunks.isWhole() && come.available() == 0;
  }

  /** Returns the next byte of what has come. Call it only while there is a byte. */
  @Override
  public int read() throws IOException {
    check();
    return come.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    check();
    return come.read(into, offset, length);
  }

  private void check() throws IOException {
    if (!isReady()) {
      throw new IOException("These bytes have not arrived yet.");
    }
  }
}
