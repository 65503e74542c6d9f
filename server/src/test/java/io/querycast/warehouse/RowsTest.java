package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Problem;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.redshiftdata.model.Field;

class RowsTest {
  private static final String ROW = "[\"🚕 a row of thirty bytes\"]";

  @Test
  void asManyRowsAsFitAreWrittenAndTheNextPageBeginsBehindThem() {
    Rows rows = rows(Collections.nCopies(100, ROW), "token");

    String json = rows.toJson(1000);

    assertTrue(json.getBytes(StandardCharsets.UTF_8).length <= 1000, json);
    JsonObject page = object(json);
    int count = page.getJsonArray("rows").size();
    assertTrue(count > 10, "rows: " + count);
    assertEquals(new Page(count, "here"), Page.parse(page.getString("next")));
  }

  @Test
  void aRowThatDoesNotFitLeavesNoneAndALinkToIt() {
    JsonObject page = object(rows(List.of("[\"" + "x".repeat(2000) + "\"]"), null).toJson(1000));

    assertEquals(0, page.getJsonArray("rows").size());
    assertEquals(new Page(0, "here"), Page.parse(page.getString("next")));
  }

  @Test
  void theLastPageNamesNoNext() {
    assertFalse(object(rows(List.of(ROW), null).toJson()).containsKey("next"));
    assertEquals(
        new Page(0, "token"),
        Page.parse(object(rows(List.of(ROW), "token").toJson()).getString("next")));
  }

  @Test
  void aPageWeDidNotNameIsRefused() {
    for (String text : List.of("", "x", "MTA", "%%%", "LTEg")) {
      assertThrows(Problem.class, () -> Page.parse(text), text);
    }
    assertEquals(Page.FIRST, Page.parse(null));
  }

  @Test
  void everyKindOfCellIsWrittenExactly() {
    assertEquals("null", Cell.json(Field.fromIsNull(true)));
    assertEquals("\"\"", Cell.json(Field.fromStringValue("")));
    assertEquals("\"null\"", Cell.json(Field.fromStringValue("null")));
    assertEquals("true", Cell.json(Field.fromBooleanValue(true)));
    assertEquals("9007199254740992", Cell.json(Field.fromLongValue(9007199254740992L)));
    assertEquals("\"9007199254740993\"", Cell.json(Field.fromLongValue(9007199254740993L)));
    assertEquals("\"-9223372036854775808\"", Cell.json(Field.fromLongValue(Long.MIN_VALUE)));
    assertEquals("0.1", Cell.json(Field.fromDoubleValue(0.1)));
    assertEquals("\"NaN\"", Cell.json(Field.fromDoubleValue(Double.NaN)));
    assertEquals("\"-Infinity\"", Cell.json(Field.fromDoubleValue(Double.NEGATIVE_INFINITY)));
    assertEquals("\"a\\\"b\\\\c\\u0001\"", Cell.json(Field.fromStringValue("a\"b\\c\u0001")));
    assertEquals(
        "\"AAH/\"", Cell.json(Field.fromBlobValue(SdkBytes.fromByteArray(new byte[] {0, 1, -1}))));
  }

  private static Rows rows(List<String> rows, String nextToken) {
    return new Rows(
        Rows.columns(List.of(new Rows.Column("a", "varchar"))),
        rows,
        new Page(0, "here"),
        nextToken);
  }

  private static JsonObject object(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
