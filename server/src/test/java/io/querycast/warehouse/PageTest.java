package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final String ID = "5f3c1e52-1c3f-4e0b-9d53-0f6d6a7b8c9d";
  private static final Page PLACE = new Page(17, "Redshift's own + / = name");
  private static final String TEXT = PLACE.text(ID);

  @Test
  void aPlaceIsReadBackUnchanged() {
    assertEquals(PLACE, Page.parse(ID, TEXT));
    assertEquals(Page.FIRST, Page.parse(ID, null));
  }

  @Test
  void aPlaceIsValidForItsOwnStatementOnly() {
    refuses("another", TEXT);
  }

  @Test
  void everyBitCounts() {
    byte[] bytes = Base64.getUrlDecoder().decode(TEXT);
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      refuses(ID, Base64.getUrlEncoder().withoutPadding().encodeToString(flipped));
    }
  }

  @Test
  void everyCharacterCounts() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .%\0é";
    for (int at = 0; at < TEXT.length(); at++) {
      for (String other : alphabet.split("")) {
        if (!TEXT.startsWith(other, at)) {
          refuses(ID, TEXT.substring(0, at) + other + TEXT.substring(at + 1));
        }
      }
    }
  }

  @Test
  void aCutLongerOrInventedTextIsNoPlace() {
    for (int length = 0; length < TEXT.length(); length++) {
      refuses(ID, TEXT.substring(0, length));
      refuses(ID, TEXT.substring(TEXT.length() - length));
    }
    List<String> all =
        new ArrayList<>(List.of("", " ", "null", TEXT + "=", TEXT + "A", TEXT + TEXT));
    all.add("A".repeat(1_000_000));
    for (String plain : List.of("0 ", "-1 x", "+17 x", "17", " ", "2147483648 x", "17 more")) {
      all.add(
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(("x".repeat(12) + plain).getBytes(StandardCharsets.UTF_8)));
    }
    all.forEach(text -> refuses(ID, text));
  }

  private static void refuses(String statement, String text) {
    assertThrows(NotFound.class, () -> Page.parse(statement, text), text);
  }
}
