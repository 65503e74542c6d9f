package io.querycast.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes of a test, and reads only when the test asks for it. */
final class Client implements AutoCloseable {
  /** Small, so that the system reads little ahead of the client. */
  private static final int SMALL_BUFFER = 2048;

  private final Socket socket = new Socket();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private Client(URI server, InetSocketAddress own) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.bind(own);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
  }

  /** A client that has sent this to the server under test. */
  static Client saying(String text) throws IOException {
    return saying(TestCloud.server(), text);
  }

  static Client saying(URI server, String text) throws IOException {
    return saying(server, null, text);
  }

  /**
   * A client with an address of its own.
   *
   * @param address of this machine, such as {@code 127.0.0.2}; null for the usual one
   */
  static Client saying(URI server, String address, String text) throws IOException {
    Client client = new Client(server, address == null ? null : new InetSocketAddress(address, 0));
    client.say(text);
    return client;
  }

  /** A head with its empty line; {@code \n} in it is the end of a line. */
  static String head(String lines) {
    return "%s\nHost: %s\n\n"
        .formatted(lines, TestCloud.server().getAuthority())
        .replace("\n", "\r\n");
  }

  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends more. If the connection is gone, nothing happens. */
  void sayIfThere(String text) {
    try {
      say(text);
    } catch (IOException e) {
      // The connection is gone: isOver says so.
    }
  }

  /** Reads what has arrived, and says whether the server has ended the connection after it. */
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

  /** Everything that was read so far. */
  String heard() {
    return heard.toString(StandardCharsets.UTF_8);
  }

  /** Reads until this part of an answer has come, and returns everything that was read. */
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
