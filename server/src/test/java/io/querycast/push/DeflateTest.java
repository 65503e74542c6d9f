package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=\"9\"",
        "PerMessage-Deflate; Server_No_Context_Takeover; client_no_context_takeover"
      })
  void anOfferOfABrowserIsAgreedTo(String offer) {
    assertTrue(Deflate.isAmong(Stream.of("x-webkit-deflate-frame", offer)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
        "permessage-deflate; colour=red",
        "permessage-bzip2",
        ""
      })
  void anyOtherOfferIsDeclined(String offer) {
    assertFalse(Deflate.isAmong(Stream.of(offer)));
  }

  @Test
  void aMessageIsReadAsItWas() throws DataFormatException {
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 300, 8_191, 8_192, 8_193, 65_536, 200_000}) {
      String plain = "é{\"rows\":[]},".repeat(length / 13 + 1).substring(0, length);
      StringBuilder noise = new StringBuilder();
      random.ints(length, ' ', 0x2000).forEach(noise::appendCodePoint);

      assertEquals(plain, inflated(Deflate.compressed(plain), length), () -> "of " + length);
      assertEquals(
          noise.toString(), inflated(Deflate.compressed(noise.toString()), length), "noise");
    }
  }

  @Test
  void rowsTakeLessThanHalf() {
    StringBuilder rows = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      int day = 1 + random.nextInt(28);
      rows.append(
          "[\"2015-03-%02d 08:%02d:11\",%d,\"%d.%02d\",%d],"
              .formatted(
                  day,
                  random.nextInt(60),
                  random.nextInt(6),
                  random.nextInt(20),
                  random.nextInt(100),
                  random.nextInt(265)));
    }

    assertTrue(Deflate.compressed(rows.toString()).remaining() * 2 < rows.length());
  }

  /** As a client does: section 7.2.2. */
  private static String inflated(ByteBuffer payload, int characters) throws DataFormatException {
    byte[] input = new byte[payload.remaining() + 4];
    payload.get(input, 0, payload.remaining());
    input[input.length - 2] = (byte) 0xFF;
    input[input.length - 1] = (byte) 0xFF;
    Inflater inflater = new Inflater(true);
    inflater.setInput(input);
    byte[] all = new byte[characters * 3 + 1];
    int length = inflater.inflate(all);
    assertEquals(0, inflater.getRemaining());
    inflater.end();
    return new String(all, 0, length, StandardCharsets.UTF_8);
  }
}
