package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.redshiftdata.model.Field;

class RowsTest {
  private static final String STATEMENT = "3f0c";
  private static final String ROW = "[{\"stringValue\":\"🚕 a row of thirty bytes\"}]";

  @Test
  void theRowsThatFitAreWrittenAndTheNextPageBeginsBehindThem() throws Exception {
    Rows rows = rows(Collections.nCopies(100, ROW), new Page(0, "here"), "token");

    String json = json(rows, 1000);

    assertTrue(json.getBytes(StandardCharsets.UTF_8).length <= 1000, json);
    assertTrue(json.getBytes(StandardCharsets.UTF_8).length > 900, json);
    JsonObject page = object(json);
    int count = page.getJsonArray("rows").size();
    assertTrue(count > 10, "rows: " + count);
    assertEquals(new Page(count, "here"), Page.parse(STATEMENT, page.getString("next")));
  }

  @Test
  void allRowsTogetherFitExactlyOrNotAtAll() throws Exception {
    Rows rows = rows(Collections.nCopies(20, ROW), Page.FIRST, "token");
    int all = json(rows, 1_000_000).getBytes(StandardCharsets.UTF_8).length;

    for (int bytes = 300; bytes < all + 30; bytes++) {
      String json = json(rows, bytes);
      assertTrue(json.getBytes(StandardCharsets.UTF_8).length <= bytes, json);
      int count = object(json).getJsonArray("rows").size();
      Page next = Page.parse(STATEMENT, object(json).getString("next"));
      assertEquals(count == 20 ? new Page(0, "token") : new Page(count, ""), next);
    }
  }

  @Test
  void aRowThatDoesNotFitLeavesNoneAndALinkToIt() throws Exception {
    String wide = "[{\"stringValue\":\"" + "x".repeat(2000) + "\"}]";

    JsonObject page = object(json(rows(List.of(wide), new Page(0, "here"), null), 1000));

    assertEquals(0, page.getJsonArray("rows").size());
    assertEquals(new Page(0, "here"), Page.parse(STATEMENT, page.getString("next")));
  }

  @Test
  void ifTheColumnsAloneAreTooLongNothingIsWritten() throws Exception {
    Rows rows = rows(List.of(ROW), Page.FIRST, null);
    int columns = object(json(rows)).get("columns").toString().length();

    for (int bytes = 0; bytes < 300; bytes++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      boolean fits = rows.writeTo(out, bytes);
      assertTrue(out.size() <= bytes, bytes + " bytes hold " + out);
      assertEquals(fits, out.size() > columns);
      assertTrue(bytes > columns || !fits);
      assertTrue(bytes < 200 || fits);
    }
  }

  @Test
  void aPageThatBeginsWithinARedshiftPageHoldsTheRestOfIt() throws Exception {
    List<String> five = List.of(row(0), row(1), row(2), row(3), row(4));

    Rows rows = rows(five, new Page(3, "here"), null);

    assertEquals(2, rows.count());
    assertEquals("[[3],[4]]", object(json(rows)).get("rows").toString());
    assertEquals("[]", object(json(rows(five, new Page(5, ""), null))).get("rows").toString());
  }

  @Test
  void theLastPageNamesNoNext() throws Exception {
    assertFalse(object(json(rows(List.of(ROW), Page.FIRST, null))).containsKey("next"));
    assertEquals(
        new Page(0, "token"),
        Page.parse(
            STATEMENT, object(json(rows(List.of(ROW), Page.FIRST, "token"))).getString("next")));
  }

  @Test
  void aPageWeDidNotNameIsRefused() {
    for (String text : List.of("", "x", "MTA", "%%%", "LTEg", "MCB0b2tlbg")) {
      assertThrows(NotFound.class, () -> Page.parse(STATEMENT, text), text);
    }
    assertEquals(Page.FIRST, Page.parse(STATEMENT, null));
  }

  @Test
  void aPageThatIsCutOrChangedOrAnotherStatementsIsRefused() {
    String page = new Page(12, "token").text(STATEMENT);

    assertEquals(new Page(12, "token"), Page.parse(STATEMENT, page));
    for (int length = 0; length < page.length(); length++) {
      String cut = page.substring(0, length);
      assertThrows(NotFound.class, () -> Page.parse(STATEMENT, cut), cut);
    }
    assertThrows(NotFound.class, () -> Page.parse("another", page));
    assertThrows(NotFound.class, () -> Page.parse(STATEMENT, page.replace(page.charAt(3), '_')));
  }

  @Test
  void rowsThatWereGivenBackAreNoLongerThere() throws Exception {
    Rows rows = rows(List.of(ROW), Page.FIRST, null);
    rows.close();
    rows.close();

    assertThrows(IllegalStateException.class, () -> json(rows));
  }

  @Test
  void everyKindOfCellIsWrittenExactly() throws Exception {
    assertCell("null", "{\"isNull\":true}", Field.fromIsNull(true));
    assertCell("\"\"", "{\"stringValue\":\"\"}", Field.fromStringValue(""));
    assertCell("\"null\"", "{\"stringValue\":\"null\"}", Field.fromStringValue("null"));
    assertCell("true", "{\"booleanValue\":true}", Field.fromBooleanValue(true));
    for (long exact : new long[] {0, -7, 9007199254740992L, -9007199254740992L}) {
      assertCell(Long.toString(exact), "{\"longValue\":" + exact + "}", Field.fromLongValue(exact));
    }
    for (long large : new long[] {9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertCell("\"" + large + "\"", "{\"longValue\":" + large + "}", Field.fromLongValue(large));
    }
    assertCell("0.1", "{\"doubleValue\":0.1}", Field.fromDoubleValue(0.1));
    assertCell("\"NaN\"", "{\"doubleValue\":\"NaN\"}", Field.fromDoubleValue(Double.NaN));
    assertCell(
        "\"-Infinity\"",
        "{\"doubleValue\":\"-Infinity\"}",
        Field.fromDoubleValue(Double.NEGATIVE_INFINITY));
    assertCell(
        "\"a\\\"b\\\\c\\u0001\"",
        "{\"stringValue\":\"a\\\"b\\\\c\\u0001\"}",
        Field.fromStringValue("a\"b\\c\u0001"));
    assertCell(
        "\"AAH/\"",
        "{\"blobValue\":\"AAH/\"}",
        Field.fromBlobValue(SdkBytes.fromByteArray(new byte[] {0, 1, -1})));
  }

  private static void assertCell(String expected, String cell, Field field) throws Exception {
    assertEquals(expected, Cell.json(field));
    String json = json(rows(List.of("[" + cell + "]"), Page.FIRST, null));
    assertTrue(json.contains("\"rows\":[[" + expected + "]]"), json);
  }

  private static String row(int number) {
    return "[{\"longValue\":" + number + "}]";
  }

  /** Rows as Redshift sends them. */
  static Rows rows(List<String> rows, Page start, String nextToken) throws Malformed {
    byte[] answer =
        ("{\"ColumnMetadata\":[{\"name\":\"a\",\"typeName\":\"varchar\"}],\"Records\":["
                + String.join(",", rows)
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    Buffer buffer = Buffer.of(answer);
    return new Rows(
        STATEMENT, Transcoder.transcode(buffer, answer.length).body(), start, nextToken);
  }

  private static String json(Rows rows) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rows.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String json(Rows rows, int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(rows.writeTo(out, bytes));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonObject object(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
