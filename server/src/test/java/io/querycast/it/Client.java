package io.querycast.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that says byte by byte what it says, and reads only when it is asked to. */
final class Client implements AutoCloseable {
  /** The system must not read on its behalf. */
  private static final int SMALL_BUFFER = 2048;

  private final Socket socket = new Socket();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private Client(URI server, InetSocketAddress own) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.bind(own);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
  }

  /** One that has said this to the server under test. */
  static Client saying(String text) throws IOException {
    return saying(TestCloud.server(), text);
  }

  static Client saying(URI server, String text) throws IOException {
    return saying(server, null, text);
  }

  /**
   * One that comes from an address of its own.
   *
   * @param address of this machine, such as {@code 127.0.0.2}; null for the usual one
   */
  static Client saying(URI server, String address, String text) throws IOException {
    Client client = new Client(server, address == null ? null : new InetSocketAddress(address, 0));
    client.say(text);
    return client;
  }

  /** A head with its empty line, in which {@code \n} stands for a line's end. */
  static String head(String lines) {
    return "%s\nHost: %s\n\n"
        .formatted(lines, TestCloud.server().getAuthority())
        .replace("\n", "\r\n");
  }

  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Says more; a connection that is gone does not hear it. */
  void sayIfThere(String text) {
    try {
      say(text);
    } catch (IOException e) {
      // It is gone: isOver tells.
    }
  }

  /** Reads what is there, and whether the server has ended the connection behind it. */
  boolean isOver() {
    try {
      socket.setSoTimeout(1);
      InputStream in = socket.getInputStream();
      byte[] block = new byte[8192];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        heard.write(block, 0, count);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** What was read so far. */
  String heard() {
    return heard.toString(StandardCharsets.UTF_8);
  }

  /** What was heard when that much of an answer has come. */
  String heardUntil(String text) {
    return Await.until(
        text + " is heard",
        () -> {
          boolean unused = isOver();
          return heard();
        },
        now -> now.contains(text));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
