package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "9007199254740993, \"9007199254740993\"",
        "-9223372036854775808, \"-9223372036854775808\"",
        "0.1234567890123456789, \"0.1234567890123456789\"",
        "1e400, \"1E+400\"",
        "1e-400, \"1E-400\"",
      })
  void aNumberThatADoubleWouldRoundIsToldAsAString(String number, String told) {
    assertEquals(told, JsonValues.exact(value(number)).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "9007199254740992",
        "0.1",
        "2.50",
        "123456789.012345",
        "true",
        "null",
        "\"7\""
      })
  void anythingElseStaysAsItIs(String value) {
    assertEquals(value, JsonValues.exact(value(value)).toString());
  }

  private static JsonValue value(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readValue();
    }
  }
}
