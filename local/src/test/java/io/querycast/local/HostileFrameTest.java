package io.querycast.local;

import static io.querycast.local.RawSocket.BINARY;
import static io.querycast.local.RawSocket.CLOSE;
import static io.querycast.local.RawSocket.FINAL;
import static io.querycast.local.RawSocket.PING;
import static io.querycast.local.RawSocket.PONG;
import static io.querycast.local.RawSocket.TEXT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.local.RawSocket.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames by hand, at the socket of API Gateway: each wrong one ends its own connection alone. */
class HostileFrameTest {
  private static final int KB = 1024;

  private LocalGateway cloud;
  private FakeServer door;

  @BeforeEach
  void open() throws Exception {
    cloud = new LocalGateway();
    door = cloud.door;
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private RawSocket socket() throws Exception {
    return RawSocket.open(cloud.port());
  }

  private static byte[] text(int bytes) {
    return "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }

  /** The end of a connection: a close frame with this code, and then nothing more. */
  private void assertClosed(int code, RawSocket client) throws Exception {
    Frame frame = client.read();
    assertEquals(CLOSE, frame.opcode(), frame.text());
    assertEquals(code, frame.code(), frame.text());
    assertEquals(door.connected(), door.disconnected());
    try (RawSocket other = socket()) {
      other.send(FINAL | TEXT, text(10));
      assertEquals("{\"type\":\"pong\"}", other.read().text());
    }
  }

  @Test
  void aFrameHasAtMost32Kilobytes() throws Exception {
    try (RawSocket client = socket()) {
      client.send(FINAL | TEXT, text(32 * KB));
      assertEquals("{\"type\":\"pong\"}", client.read().text());
      client.send(FINAL | TEXT, text(32 * KB + 1));
      assertClosed(1009, client);
    }
  }

  @Test
  void aMessageInManyFramesHasAtMost128Kilobytes() throws Exception {
    try (RawSocket client = socket()) {
      client.send(TEXT, text(32 * KB));
      client.send(0, text(32 * KB));
      client.send(0, text(32 * KB));
      client.send(FINAL, text(32 * KB));
      assertEquals("{\"type\":\"pong\"}", client.read().text());
      client.send(TEXT, text(32 * KB));
      client.send(0, text(32 * KB));
      client.send(0, text(32 * KB));
      client.send(0, text(32 * KB));
      client.send(FINAL, text(1));
      assertClosed(1009, client);
    }
  }

  @Test
  void aBinaryFrameIsNotSupported() throws Exception {
    try (RawSocket client = socket()) {
      client.send(FINAL | BINARY, text(10));
      assertClosed(1003, client);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1002, 0x81, 0x00, 68", // without a mask
    "1002, 0xC1, 0x80, 68", // with a reserved bit
    "1002, 0x83, 0x80, 68", // an opcode that does not exist
    "1002, 0x80, 0x80, 68", // the rest of a message that did not begin
    "1002, 0x09, 0x80, 68", // a ping in pieces
    "1002, 0x88, 0x80, 03", // half a close code
    "1002, 0x88, 0x80, 03ED", // a close code that nobody may send
    "1007, 0x81, 0x80, ff", // text that is not UTF-8
  })
  void aFrameAgainstTheProtocolClosesTheConnection(
      int code, String first, String mask, String payload) throws Exception {
    try (RawSocket client = socket()) {
      client.send(Integer.decode(first), Integer.decode(mask), bytes(payload));
      assertClosed(code, client);
    }
  }

  @Test
  void aPingOfTheProtocolIsAnsweredAndIsNoMessage() throws Exception {
    try (RawSocket client = socket()) {
      String id = door.connected();
      cloud.pass(Duration.ofMinutes(11));
      client.send(FINAL | PING, text(3));
      Frame pong = client.read();
      assertEquals(PONG, pong.opcode());
      assertArrayEquals(text(3), pong.payload());
      cloud.gateway.watch();
      Frame end = client.read();
      assertEquals(1001, end.code());
      assertEquals(id, door.disconnected());
    }
  }

  @Test
  void aConnectionThatEndsInTheMiddleOfAFrameIsGone() throws Exception {
    String id;
    try (RawSocket client = socket()) {
      id = door.connected();
      client.write(new byte[] {(byte) (FINAL | TEXT), (byte) (0x80 | 126), 10});
    }
    assertEquals(id, door.disconnected());
  }

  @Test
  void aClientThatLeavesWhileTheServerIsAskedHasAnEndToo() throws Exception {
    RawSocket client = new RawSocket(cloud.port());
    door.before =
        id -> {
          try {
            client.reset();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    client.sendHead(RawSocket.HANDSHAKE);
    assertEquals(door.connected(), door.disconnected());
  }

  /** A client that never answers a close frame is cut off by the gateway, not waited for. */
  @Test
  void theEndOfAConnectionDoesNotWaitForItsClient() throws Exception {
    try (RawSocket client = socket()) {
      String id = door.connected();
      client.send(FINAL | TEXT, text(1));
      assertEquals("{\"type\":\"pong\"}", client.read().text());
      cloud.gateway.delete(id);
      assertEquals(id, door.disconnected());
      assertEquals(1000, client.read().code());
      assertThrows(EOFException.class, client::read);
    }
  }

  @Test
  void aLongMessageComesInFramesOf32Kilobytes() throws Exception {
    try (RawSocket client = socket()) {
      String id = door.connected();
      client.send(FINAL | TEXT, text(1));
      client.read();
      String message = "aé🚕".repeat(10_000);
      cloud.gateway.post(id, message.getBytes(StandardCharsets.UTF_8));
      StringBuilder whole = new StringBuilder();
      Frame frame;
      do {
        frame = client.read();
        assertEquals(whole.isEmpty() ? TEXT : 0, frame.opcode());
        assertTrue(frame.payload().length <= 32 * KB);
        whole.append(frame.text());
      } while (!frame.isFinal());
      assertEquals(message, whole.toString());
    }
  }

  @Test
  void noCompressionIsNegotiated() throws Exception {
    try (RawSocket client = new RawSocket(cloud.port())) {
      String head =
          client.ask(
              """
              GET /_gateway/push HTTP/1.1
              Host: localhost
              Connection: keep-alive, Upgrade
              Upgrade: websocket
              Sec-WebSocket-Version: 13
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
              Sec-WebSocket-Protocol: querycast.v1
              Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
              """);
      assertTrue(head.startsWith("HTTP/1.1 101"), head);
      assertTrue(!head.contains("permessage-deflate"), head);
    }
  }
}
