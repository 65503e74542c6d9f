package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.push.FrameCorpus;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The server under test compresses what it sends on sockets. {@code spa/e2e/compressed.spec.ts}: a
 * browser reads the same rows.
 */
@ExtendWith(ArquillianExtension.class)
class CompressedIT {
  static final String OFFER =
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
  private static final int TEXT = 0x81;
  private static final int COMPRESSED = 0xC1;

  private final TestUser ada = TestUser.signedIn();

  @Test
  void aClientThatOffersItGetsItsRowsCompressed() throws Exception {
    try (RawSocket socket = open(OFFER)) {
      assertTrue(
          socket
              .handshake()
              .contains(
                  "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                      + " client_no_context_takeover\r\n"),
          socket.handshake());
      assertEquals("snapshot", message(socket.nextFrame()).getString("type"));

      byte[] frame = rows(socket);
      assertEquals(COMPRESSED, start(frame));
      assertEquals(31, message(frame).getJsonObject("result").getJsonArray("rows").size());
    }
  }

  /** The costs of the guide count with it. */
  @Test
  void aFrameFullOfTripsOf64KbTakesLessThan15() throws Exception {
    try (RawSocket socket = open(OFFER)) {
      byte[] frame =
          rows(
              socket,
              "trips",
              Map.of("from", Trips.year() + "-03-01", "to", Trips.year() + "-03-31"));

      int plain = message(frame).toString().length();
      assertTrue(plain > 50_000, "a frame has only " + plain);
      assertTrue(frame.length * 64L < plain * 15L, frame.length + " of " + plain);
    }
  }

  @Test
  void aClientThatDoesNotOfferItGetsText() throws Exception {
    try (RawSocket socket = open("Sec-WebSocket-Extensions: permessage-bzip2")) {
      assertFalse(socket.handshake().contains("Sec-WebSocket-Extensions"), socket.handshake());
      assertEquals("snapshot", message(socket.nextFrame()).getString("type"));

      assertEquals(TEXT, start(rows(socket)));
    }
  }

  @Test
  void aCompressedMessageOfAClientIsRefusedUnread() throws Exception {
    try (RawSocket socket = open(OFFER)) {
      byte[] text = FrameCorpus.frame("text:not compressed at all");
      text[0] = (byte) COMPRESSED;
      socket.send(text);

      assertEquals(4403, socket.closeCode());
    }
  }

  /**
   * Runs jobs until one is told with its rows. The ending of one may be in a snapshot, which has no
   * rows.
   */
  private byte[] rows(RawSocket socket) throws Exception {
    return rows(socket, "trips-by-day", Map.of("month", Trips.year() + "-03"));
  }

  private byte[] rows(RawSocket socket, String query, Map<String, String> arguments)
      throws Exception {
    while (true) {
      ada.run(query, arguments);
      for (int told = 0; told < 5; told++) {
        byte[] frame = socket.nextFrame();
        if (message(frame).containsKey("result")) {
          return frame;
        }
      }
    }
  }

  private RawSocket open(String header) throws IOException {
    String ticket = ada.post("/api/sessions", "").json().getString("ticket");
    return RawSocket.withTicket(TestCloud.server(), ticket, header);
  }

  /** The first byte of a frame: {@link #TEXT}, {@link #COMPRESSED}, or neither. */
  private static int start(byte[] frame) {
    return frame[0] & 0xFF;
  }

  private static JsonObject message(byte[] frame) throws DataFormatException {
    byte[] payload = Arrays.copyOfRange(frame, 1, frame.length);
    String text =
        start(frame) == COMPRESSED
            ? inflated(payload)
            : new String(payload, StandardCharsets.UTF_8);
    return Json.createReader(new StringReader(text)).readObject();
  }

  /** As a client does: RFC 7692, section 7.2.2. */
  private static String inflated(byte[] payload) throws DataFormatException {
    byte[] input = Arrays.copyOf(payload, payload.length + 4);
    input[input.length - 2] = (byte) 0xFF;
    input[input.length - 1] = (byte) 0xFF;
    Inflater inflater = new Inflater(true);
    inflater.setInput(input);
    byte[] all = new byte[256 * 1024];
    int length = inflater.inflate(all);
    inflater.end();
    return new String(all, 0, length, StandardCharsets.UTF_8);
  }
}
