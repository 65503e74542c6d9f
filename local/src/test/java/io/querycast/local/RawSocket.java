package io.querycast.local;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that sends what a test wants, right or wrong, and sees every frame. */
final class RawSocket implements AutoCloseable {
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;
  static final int FINAL = 0x80;

  static final String HANDSHAKE =
      """
      GET /_gateway/push HTTP/1.1
      Host: localhost
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Protocol: querycast.v1, ticket.abc
      """;

  private final Socket socket;
  private final DataInputStream in;

  /** A frame as it came. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares frames
  record Frame(boolean isFinal, int opcode, byte[] payload) {
    /** The code of a close frame. */
    int code() {
      return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  RawSocket(int port) throws IOException {
    socket = new Socket("localhost", port);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Opens a socket, with more lines in the head if there are any. */
  static RawSocket open(int port, String... more) throws IOException {
    RawSocket client = new RawSocket(port);
    String head = client.ask(HANDSHAKE + String.join("\n", more) + (more.length > 0 ? "\n" : ""));
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IOException(head);
    }
    return client;
  }

  /** Sends the head of a request. */
  void sendHead(String head) throws IOException {
    write((head + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends the head of a request, and returns that of the answer. */
  String ask(String head) throws IOException {
    sendHead(head);
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) in.readUnsignedByte());
    }
    return answer.toString();
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a frame as a client does: with a mask, here of zeros. */
  void send(int first, byte[] payload) throws IOException {
    send(first, 0x80, payload);
  }

  /**
   * @param first the first byte: {@link #FINAL}, reserved bits and opcode
   * @param mask 0x80, or 0 for a frame without a mask
   */
  void send(int first, int mask, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(mask | payload.length);
    } else if (payload.length < 0x10000) {
      frame.write(mask | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(mask | 127);
      frame.write(new byte[4]);
      frame.write(payload.length >> 24);
      frame.write(payload.length >> 16);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    if (mask != 0) {
      frame.write(new byte[4]);
    }
    frame.write(payload);
    write(frame.toByteArray());
  }

  Frame read() throws IOException {
    int first = in.readUnsignedByte();
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return new Frame((first & FINAL) != 0, first & 0x0f, payload);
  }

  /** Ends the connection at once, without the end that TCP has for it. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
