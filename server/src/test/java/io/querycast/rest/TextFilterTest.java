package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFilterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=20&before=01KAWGK3Q4ZP5X0V6T8N9M2R7C",
        "page=%F0%9F%9A%95%E2%82%AC%7E+%2b",
        "page=%EF%BF%BF",
        "page=\u00c3\u00a9",
        "page=\ud83d\ude95",
        ""
      })
  void textMayBeEscapedOrNot(String query) {
    assertDoesNotThrow(() -> TextFilter.check(query, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before=%ED%A0%80",
        "before=a%ED%B0%80b",
        "page=%ff",
        "page=%C0%80",
        "page=%00",
        "page=%E2%82",
        "page=%E9",
        "page=\u00e9",
        "page=\u00ed\u00a0\u0080",
        "%FE=1"
      })
  void textThatIsNotUnicodeIsRefused(String query) {
    Problem problem = assertThrows(Problem.class, () -> TextFilter.check(query, true));
    assertEquals(ErrorCode.TEXT_INVALID, problem.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"page=%", "page=%4", "page=%zz", "%4"})
  void anEscapeHasTwoDigits(String query) {
    Problem problem = assertThrows(Problem.class, () -> TextFilter.check(query, true));
    assertEquals(ErrorCode.PARAMETER_INVALID, problem.code());
  }

  @Test
  void aHeaderHasNoEscapes() {
    assertDoesNotThrow(() -> TextFilter.check("100%", false));
    assertDoesNotThrow(() -> TextFilter.check(null, false));
    assertThrows(Problem.class, () -> TextFilter.check("key-\u00ff", false));
  }
}
