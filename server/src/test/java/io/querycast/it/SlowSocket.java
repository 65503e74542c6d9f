package io.querycast.it;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A client of the socket that reads nothing but the handshake until it is asked to. */
final class SlowSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 40_000;

  /** The system must not read on its behalf. */
  private static final int SMALL_BUFFER = 4096;

  private static final int CLOSE = 8;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;

  private final Socket socket = new Socket();
  private final String handshake;

  private SlowSocket(String ticket) throws IOException {
    URI server = LocalCloud.server();
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket
        .getOutputStream()
        .write(
            """
            GET /push HTTP/1.1
            Host: %s
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
            Sec-WebSocket-Protocol: querycast.v1, ticket.%s

            """
                .formatted(server.getAuthority(), ticket)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    handshake = readHead(socket.getInputStream());
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The handshake ended with: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Opens a socket with a new session of that person's. */
  static SlowSocket of(Person person) throws IOException {
    return new SlowSocket(person.post("/api/sessions", "").json().getString("ticket"));
  }

  /** The status line and the headers that the handshake was answered with. */
  String handshake() {
    return handshake;
  }

  /** Reads all that has been sent meanwhile, to the close frame and its code. */
  int closeCode() throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (System.nanoTime() < end) {
      int opcode = in.readUnsignedByte() & 0x0F;
      long length = in.readUnsignedByte();
      if (length == LENGTH_OF_16_BITS) {
        length = in.readUnsignedShort();
      } else if (length == LENGTH_OF_64_BITS) {
        length = in.readLong();
      }
      if (opcode == CLOSE) {
        return in.readUnsignedShort();
      }
      in.skipNBytes(length);
    }
    throw new AssertionError("The socket was not closed");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
