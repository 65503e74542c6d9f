package io.querycast.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HTTP as an attacker sends it: byte for byte, with no correction by a library. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SWITCHING = 101;

  private RawHttp() {}

  /**
   * An answer.
   *
   * @param headers by lower-case name; values of one name are joined by commas
   */
  record Answer(int status, Map<String, String> headers, String body) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * Sends one request on a connection of its own.
   *
   * @param target as it is sent, a character for each byte
   * @param fields whole header lines besides Host
   */
  static Answer send(String method, String target, String... fields) {
    URI server = TestCloud.server();
    String head =
        Stream.concat(
                Stream.of(
                    method + " " + target + " HTTP/1.1",
                    "Host: " + server.getAuthority(),
                    List.of(fields).contains("Connection: Upgrade") ? "" : "Connection: close"),
                Stream.of(fields))
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      return read(socket.getInputStream());
    } catch (IOException e) {
      throw new AssertionError(method + " " + target + " got no answer", e);
    }
  }

  /** Sends a handshake with a ticket that opens no socket. */
  static Answer handshake(String target) {
    return send(
        "GET",
        target,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Protocol: querycast.v1, ticket.x");
  }

  private static Answer read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The connection ended after: " + head);
      }
      head.append((char) next);
    }
    List<String> lines = head.toString().lines().toList();
    int status = Integer.parseInt(lines.get(0).split(" ")[1]);
    Map<String, String> headers =
        lines.stream()
            .skip(1)
            .filter(line -> line.contains(":"))
            .map(line -> line.split(":", 2))
            .collect(
                Collectors.toMap(
                    parts -> parts[0].toLowerCase(Locale.ROOT),
                    parts -> parts[1].strip(),
                    (one, other) -> one + ", " + other));
    // Frames may follow the answer to a handshake: they are not its body.
    int length = Integer.parseInt(headers.getOrDefault("content-length", "-1"));
    byte[] body =
        status == SWITCHING
            ? new byte[0]
            : length < 0 || headers.getOrDefault("connection", "").equalsIgnoreCase("close")
                ? in.readAllBytes()
                : in.readNBytes(length);
    return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
  }
}
