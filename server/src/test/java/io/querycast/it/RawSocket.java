package io.querycast.it;

import io.querycast.push.FrameCorpus;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the socket that sends the bytes of a test, and reads only when the test asks for it.
 */
final class RawSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  /** Small, so that the system reads little ahead of the client. */
  private static final int SMALL_BUFFER = 4096;

  private static final Pattern LENGTH =
      Pattern.compile("^Content-Length: (\\d+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final String MESSAGE = "message";
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final String answer;

  private RawSocket(URI server, byte[] request) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    send(request);
    answer = readHead();
  }

  /** Opens a socket with a new session of that user. */
  static RawSocket of(TestUser user) throws IOException {
    return withTicket(user.post("/api/sessions", "").json().getString("ticket"));
  }

  static RawSocket withTicket(String ticket) throws IOException {
    return withTicket(TestCloud.server(), ticket, "User-Agent: raw");
  }

  /**
   * Opens a socket of another server than that under test.
   *
   * @param header one more header of the handshake
   */
  static RawSocket withTicket(URI server, String ticket, String header) throws IOException {
    return asking(
        server,
        """
        GET /push HTTP/1.1
        Host: %s
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
        %s
        Sec-WebSocket-Protocol: querycast.v1, ticket.%s

        """
            .formatted(server.getAuthority(), header, ticket)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends these bytes as the request, and reads the head of the answer. */
  static RawSocket asking(byte[] request) throws IOException {
    return asking(TestCloud.server(), request);
  }

  /** The same, of another server than that under test. */
  static RawSocket asking(URI server, byte[] request) throws IOException {
    return new RawSocket(server, request);
  }

  /** The first byte of the next frame, and its payload. */
  byte[] nextFrame() throws IOException {
    int start = in.readUnsignedByte();
    byte[] payload = in.readNBytes((int) length());
    byte[] whole = new byte[payload.length + 1];
    whole[0] = (byte) start;
    System.arraycopy(payload, 0, whole, 1, payload.length);
    return whole;
  }

  private long length() throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case LENGTH_OF_16_BITS -> in.readUnsignedShort();
      case LENGTH_OF_64_BITS -> in.readLong();
      default -> length;
    };
  }

  private String readHead() throws IOException {
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

  /** The status line and the headers of the handshake's answer. */
  String handshake() {
    return answer;
  }

  /** The body of an answer; its head gives the length. */
  String body() throws IOException {
    Matcher length = LENGTH.matcher(answer);
    return length.find()
        ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
        : "";
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends the bytes, unless the server ends the connection before. */
  void sendAsFarAsItGoes(byte[] bytes) throws IOException {
    sendAsFarAsItGoes(bytes, bytes.length);
  }

  /** Sends the bytes in parts of this size, until the server ends the connection. */
  void sendAsFarAsItGoes(byte[] bytes, int size) throws IOException {
    try {
      for (int at = 0; at < bytes.length; at += size) {
        socket.getOutputStream().write(bytes, at, Math.min(size, bytes.length - at));
      }
    } catch (SocketException e) {
      // It was cut off. What the server said before can still be read.
    }
  }

  /** The next frame that is not a message, as {@link FrameCorpus#answer} writes it. */
  String next() throws IOException {
    String frame = frame();
    while (frame.equals(MESSAGE)) {
      frame = frame();
    }
    return frame;
  }

  /** Reads a message to its end. No other frame may come before it. */
  void awaitMessage() throws IOException {
    String frame = frame();
    if (!frame.equals(MESSAGE)) {
      throw new IOException("This is not a message: " + frame);
    }
  }

  /** Ends its own direction of the connection; the other stays open. */
  void hangUp() throws IOException {
    socket.shutdownOutput();
  }

  /** The reason of the close frame, which must come next. */
  String closeReason() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    byte[] payload = in.readNBytes(in.readUnsignedByte());
    if (opcode != CLOSE) {
      throw new IOException("This is not a close frame: " + opcode);
    }
    return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
  }

  private String frame() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    long length = length();
    if (opcode != TEXT) {
      return FrameCorpus.answer(opcode, in.readNBytes((int) length));
    }
    in.skipNBytes(length);
    return MESSAGE;
  }

  /** Answers the server's close, if the connection is still there. */
  void answerClose() throws IOException {
    sendAsFarAsItGoes(FrameCorpus.frame("close:1000"));
  }

  /** Reads everything up to the close frame, and returns its code. */
  int closeCode() throws IOException {
    String answer = next();
    while (!answer.startsWith("close:")) {
      answer = next();
    }
    return Integer.parseInt(answer.substring("close:".length()));
  }

  /** Reads until the connection ends. Any kind of end is right. */
  void awaitEnd() throws IOException {
    try {
      while (in.read() >= 0) {
        // Sent before the end.
      }
    } catch (SocketException e) {
      // Cut off.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
