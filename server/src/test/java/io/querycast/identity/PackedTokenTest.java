package io.querycast.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTokenTest {
  @Test
  void aTokenTakesTwoThirdsOfItsBytes() {
    String token = TokenSamples.likeCognitos();
    byte[] packed = PackedToken.of(token);

    assertEquals(token, PackedToken.text(packed));
    assertTrue(packed.length * 3 <= token.length() * 2, () -> packed.length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.", "é", "e3 0.e30", "e30=.e30", "YR.YR"})
  void anyOtherTextIsReadAsItWas(String text) {
    assertEquals(text, PackedToken.text(PackedToken.of(text)));
  }
}
