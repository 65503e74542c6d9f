package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chunks are read in their standard spelling only. */
class ChunksTest {
  @Test
  void chunksMakeABodyHoweverTheyArrive() {
    String message = "5\r\nhello\r\n00a;a=\"b c\";d\r\n0123456789\r\n0;e\r\n\r\n";
    for (int piece : List.of(1, 2, 3, 7, message.length())) {
      Chunks chunks = new Chunks();
      for (int i = 0; i < message.length(); i += piece) {
        assertFalse(chunks.isWhole(), "not before the last byte");
        chunks.read(bytes(message.substring(i, Math.min(message.length(), i + piece))));
      }
      assertTrue(chunks.isWhole());
      assertEquals("hello0123456789", new String(chunks.take(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void bytesBehindTheLastChunkAreNotRead() {
    Chunks chunks = new Chunks();
    chunks.read(bytes("0\r\n\r\nGET / HTTP/1.1\r\n"));
    assertTrue(chunks.isWhole());
    assertEquals(0, chunks.take().length);
  }

  @Test
  void noOtherSpellingIsAChunk() {
    for (String wrong :
        List.of(
            "\r\n",
            "\n",
            " 1",
            "1 \r\n",
            "1\n",
            "1\r\r",
            "g",
            "0x1",
            "+1",
            "-1",
            "\u00b9",
            ";a\r\n",
            "1;\n",
            "1;a\0",
            "1;" + "a".repeat(2000),
            "000000001",
            "100000001",
            "80000000\r",
            "ffffffff\r",
            "fffffffb;",
            "1\r\nab",
            "1\r\na\n",
            "1\r\na\r\r",
            "1\r\na0",
            "0\r\na: b\r\n",
            "0\r\n\n",
            "0\r\n\r\r",
            "0\n\n")) {
      Problem problem = assertThrows(Problem.class, () -> new Chunks().read(bytes(wrong)), wrong);
      assertEquals(ErrorCode.MESSAGE_INVALID, problem.code(), wrong);
    }
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedBeforeItHasCome() {
    for (String wrong : List.of("40001\r\n", "7fffffff\r\n", "0fffffff;a\r\n")) {
      Problem problem = assertThrows(Problem.class, () -> new Chunks().read(bytes(wrong)), wrong);
      assertEquals(ErrorCode.BODY_TOO_LARGE, problem.code(), wrong);
    }
    Chunks chunks = new Chunks();
    chunks.read(bytes("40000\r\n" + "a".repeat(Body.MAX_BYTES) + "\r\n"));
    assertThrows(Problem.class, () -> chunks.read(bytes("1\r\n")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
