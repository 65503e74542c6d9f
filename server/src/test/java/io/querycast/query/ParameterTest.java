package io.querycast.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.rest.Problem;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MONTH | \"2015-01\" | 2015-01",
        "MONTH | \"2015-12\" | 2015-12",
        "DATE | \"2016-02-29\" | 2016-02-29",
        "INTEGER | 7 | 7",
        "INTEGER | -9223372036854775808 | -9223372036854775808",
        "INTEGER | 1e3 | 1000",
        "INTEGER | 5.0 | 5",
        "NUMBER | 0.10 | 0.10",
        "INTEGER | \"9007199254740993\" | 9007199254740993",
        "INTEGER | \"-9223372036854775808\" | -9223372036854775808",
        "NUMBER | 1E-7 | 0.0000001",
        "NUMBER | \"12345678901234567890123456789012345678\" | 12345678901234567890123456789012345678",
        "NUMBER | \"-0.10\" | -0.10",
        "NUMBER | \"1e3\" | 1000",
        "TEXT | \"' or 1=1 --\" | ' or 1=1 --",
        "BOOLEAN | false | false",
      })
  void aValueOfTheTypeIsPassedOnAsText(ParameterType type, String json, String text) {
    assertEquals(text, parameter(type).check(value(json)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MONTH | \"2015-13\"",
        "MONTH | \"2015-00\"",
        "MONTH | \"2015-1\"",
        "MONTH | \" 2015-01\"",
        "MONTH | \"March 2015\"",
        "MONTH | 201501",
        "DATE | \"2015-02-29\"",
        "DATE | \"2015-01-01T00:00:00\"",
        "DATE | \"+12015-01-01\"",
        "INTEGER | 1.5",
        "INTEGER | \"1.5\"",
        "INTEGER | \"\"",
        "INTEGER | \" 1\"",
        "INTEGER | \"0x10\"",
        "INTEGER | \"\u0663\"",
        "INTEGER | \"9223372036854775808\"",
        "INTEGER | \"1e999999999\"",
        "INTEGER | 9223372036854775808",
        "INTEGER | 1e999999999",
        "NUMBER | \"NaN\"",
        "NUMBER | \"1;2\"",
        "NUMBER | \"123456789012345678901234567890123456789\"",
        "NUMBER | \"0000000000000000000000000000000000000000000000000000000000000000001\"",
        "NUMBER | 1e-999999999",
        "TEXT | \"\"",
        "TEXT | \"a\\u0000b\"",
        "TEXT | null",
        "TEXT | {}",
        "BOOLEAN | \"true\"",
        "BOOLEAN | 1",
      })
  void anythingElseIsRefusedByTheNameOfTheParameter(ParameterType type, String json) {
    Problem problem = assertThrows(Problem.class, () -> parameter(type).check(value(json)));

    assertEquals("p", problem.toJson().getString("parameter"));
    assertEquals(422, problem.code().status());
  }

  @Test
  void limitsAreInclusive() {
    Parameter month = limited(ParameterType.MONTH, "\"2015-01\"", "\"2015-12\"");
    assertEquals("2015-01", month.check(value("\"2015-01\"")));
    assertEquals("2015-12", month.check(value("\"2015-12\"")));
    assertThrows(Problem.class, () -> month.check(value("\"2014-12\"")));
    assertThrows(Problem.class, () -> month.check(value("\"2016-01\"")));

    Parameter number = limited(ParameterType.NUMBER, "0.5", "9");
    assertEquals("0.50", number.check(value("0.50")));
    assertThrows(Problem.class, () -> number.check(value("10")));

    Parameter text = limited(ParameterType.TEXT, "2", "3");
    assertEquals("🚕🚕🚕", text.check(value("\"🚕🚕🚕\"")), "three characters, six chars");
    assertThrows(Problem.class, () -> text.check(value("\"a\"")));
  }

  @Test
  void aChoiceMustBeOneOfItsChoices() {
    Parameter choice =
        new Parameter(
            "p", ParameterType.CHOICE, "P", Optional.empty(), null, null, List.of("a", "b"));

    assertEquals("b", choice.check(value("\"b\"")));
    Problem problem = assertThrows(Problem.class, () -> choice.check(value("\"c\"")));
    assertTrue(problem.getMessage().contains("a, b"), problem.getMessage());
  }

  private static Parameter parameter(ParameterType type) {
    return limited(type, null, null);
  }

  private static Parameter limited(ParameterType type, String min, String max) {
    return new Parameter(
        "p",
        type,
        "P",
        Optional.empty(),
        min == null ? null : value(min),
        max == null ? null : value(max),
        List.of());
  }

  private static JsonValue value(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readValue();
    }
  }
}
