package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestPathTest {
  @Test
  void everyPathOfTheTableIsPlainOrNotAsItSays() {
    List<PathCorpus.Line> lines = PathCorpus.lines();

    lines.forEach(
        line -> assertEquals(line.isPlain(), RequestPath.isPlain(line.path()), line.target()));
    assertTrue(lines.stream().filter(line -> !line.isPlain()).count() > 150);
    assertTrue(lines.stream().filter(PathCorpus.Line::isPlain).count() > 50);
  }

  @Test
  void someAsciiCharactersArePlainAndNoneWhenEncoded() {
    for (char c = 0; c < 0x80; c++) {
      boolean isPlain = "-._~!$&'()*+,=:@/".indexOf(c) >= 0 || Character.isLetterOrDigit(c);
      assertEquals(isPlain, RequestPath.isPlain("/a" + c + "b"), () -> "a character");
      assertFalse(RequestPath.isPlain("/a%%%02x".formatted((int) c)));
      assertFalse(RequestPath.isPlain("/a%%%02X".formatted((int) c)));
    }
  }

  @Test
  void aCharacterBeyondAsciiIsPlainIfEncodedWholeAndNotAControl() {
    for (int c = 0x80; c <= Character.MAX_CODE_POINT; c += 1 + c / 50) {
      StringBuilder encoded = new StringBuilder("/");
      for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
        encoded.append("%%%02X".formatted(octet));
      }
      boolean isText = !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
      if (isText) {
        assertEquals(!Character.isISOControl(c), RequestPath.isPlain(encoded.toString()));
        assertFalse(RequestPath.isPlain(encoded.substring(0, encoded.length() - 3) + "a"));
        assertFalse(RequestPath.isPlain(encoded.substring(0, encoded.length() - 1)));
      }
    }
  }

  @Test
  void aLongPathIsReadOnce() {
    assertTrue(RequestPath.isPlain("/a".repeat(100_000)));
    assertFalse(RequestPath.isPlain("/a".repeat(100_000) + "//"));
    assertTrue(RequestPath.isPlain("/" + "%C3%A4".repeat(100_000)));
  }
}
