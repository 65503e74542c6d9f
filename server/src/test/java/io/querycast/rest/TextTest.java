package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\ud83d\ude95", "\uffff", "\ufdd0", "\ud83f\udffe", "\u0001"})
  void unicodeIsText(String text) {
    assertTrue(Text.isOne(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ud83d",
        "\ude95",
        "a\ud83d",
        "\ud83da",
        "\ude95\ud83d",
        "\ud83d\ud83d\ude95",
        "\0"
      })
  void halfAPairAndNulAreNotText(String text) {
    assertFalse(Text.isOne(text));
  }

  @Test
  void aCutLeavesNoHalf() {
    assertEquals("ab", Text.cut("ab", 2));
    assertEquals("a", Text.cut("a\ud83d\ude95b", 2));
    assertEquals("a\ud83d\ude95", Text.cut("a\ud83d\ude95b", 3));
  }
}
