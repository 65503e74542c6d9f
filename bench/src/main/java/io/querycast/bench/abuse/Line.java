package io.querycast.bench.abuse;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One connection that sends the same bytes again and again, with little work on the client's side.
 */
final class Line implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int SWITCHED = 101;

  private final URI server;
  private final byte[] request;
  private final byte[] block = new byte[64 * 1024];
  private volatile Socket socket;
  private InputStream in;
  private boolean isToClose;

  Line(URI server, String request) {
    this.server = server;
    this.request = request.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Sends the request, and reads the answer to its end, or a socket until the server closes it.
   *
   * @return the answer's status
   */
  int ask() throws IOException {
    if (socket == null) {
      connect();
    }
    try {
      socket.getOutputStream().write(request);
      int status = answer();
      if (isToClose) {
        close();
      }
      return status;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void connect() throws IOException {
    Socket fresh = new Socket(server.getHost(), server.getPort());
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(fresh.getInputStream(), block.length);
    socket = fresh;
  }

  private int answer() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    long length = -1;
    boolean chunked = false;
    isToClose = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.startsWith("connection:") && lower.contains("close")) {
        isToClose = true;
      }
    }
    if (status == SWITCHED) {
      readFrames();
      isToClose = true;
    } else if (chunked) {
      for (long chunk = size(); chunk > 0; chunk = size()) {
        skip(chunk + 2);
      }
      line();
    } else if (length > 0) {
      skip(length);
    }
    return status;
  }

  /** Reads until a close frame. */
  private void readFrames() throws IOException {
    while (true) {
      int opcode = byteOf() & 0xf;
      int length = byteOf();
      if (length == 126) {
        length = byteOf() << 8 | byteOf();
      } else if (length == 127) {
        throw new IOException("A long frame");
      }
      skip(length);
      if (opcode == 8) {
        return;
      }
    }
  }

  private long size() throws IOException {
    return Long.parseLong(line().strip(), 16);
  }

  private int byteOf() throws IOException {
    int read = in.read();
    if (read < 0) {
      throw new EOFException();
    }
    return read;
  }

  private void skip(long count) throws IOException {
    for (long left = count; left > 0; ) {
      int read = in.read(block, 0, (int) Math.min(left, block.length));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = byteOf(); c != '\n'; c = byteOf()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // The connection is gone anyway.
      }
    }
  }
}
