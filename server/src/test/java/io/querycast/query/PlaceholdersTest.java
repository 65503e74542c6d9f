package io.querycast.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlaceholdersTest {
  /** Each is repeated many times. Each is left open, or is nearly something else. */
  static final List<String> HOSTILE =
      List.of(
          "/*a", "/*", "*/", "/", "-", "--", "'", "''", "E'\\", "\"", "$", "$$", "$a$", "$a", ":",
          "::", ":a", "e", "(", "é");

  /** The page and the local cloud read the same table. */
  static Stream<JsonObject> cases() throws Exception {
    try (BufferedReader table =
            Files.newBufferedReader(Path.of("../docs/protocol/placeholders.json"));
        JsonReader reader = Json.createReader(table)) {
      JsonArray cases = reader.readArray();
      return cases.getValuesAs(JsonObject.class).stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSqlAsksFor(JsonObject each) {
    assertEquals(
        each.getJsonArray("names").getValuesAs(JsonString::getString), in(each.getString("sql")));
  }

  /**
   * The limit only ends a test that hangs: a reader that goes back in the text takes days for this
   * length.
   */
  @ParameterizedTest
  @FieldSource("HOSTILE")
  @Timeout(60)
  void aLongTextIsReadOnce(String part) {
    in("select 1 " + part.repeat(8_000_000 / part.length()));
  }

  @Test
  @Timeout(60)
  void manyOpenTagsAreReadOnce() {
    StringBuilder sql = new StringBuilder("select :yes ");
    IntStream.range(0, 500_000).forEach(i -> sql.append(" $t").append(i).append("$ :no"));
    assertEquals(List.of("yes"), in(sql.toString()));
    in("select " + "$" + "a".repeat(4_000_000) + "$ " + ("$" + "a".repeat(999)).repeat(4_000));
  }

  private static List<String> in(String sql) {
    return List.copyOf(Placeholders.in(sql));
  }
}
