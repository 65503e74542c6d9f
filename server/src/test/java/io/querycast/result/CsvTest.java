package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.querycast.job.Samples;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.RowsSamples;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  private static final Csv.Form PLAIN = new Csv.Form("", false, false);
  private static final Csv.Form RAW = new Csv.Form("", false, true);

  @Test
  void aLineOfNamesThenALineForEachRow() throws Exception {
    assertEquals(
        "a,b\r\n1,x\r\n,\"\"\r\n",
        csv(
            PLAIN,
            "int4,varchar",
            "[{\"longValue\":1},{\"stringValue\":\"x\"}],[{\"isNull\":true},{\"stringValue\":\"\"}]"));
  }

  @Test
  void pagesFollowEachOtherAndTheNamesComeOnce() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Csv csv = new Csv(out, new Csv.Form("", true, false));
    csv.write(rows("int4", "[{\"longValue\":1}],[{\"longValue\":2}]", 1));
    csv.write(rows("int4", "[{\"longValue\":3}]", 0));
    csv.end();

    assertEquals("\ufeffa\r\n2\r\n3\r\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aResultWithoutColumnsIsEmpty() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Csv csv = new Csv(out, PLAIN);
    csv.write(Rows.none());
    csv.end();

    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void textIsDecodedAndQuotedWhereNecessary() throws Exception {
    String[][] cases = {
      {"a,b", "\"a,b\""},
      {"a\\\"b", "\"a\"\"b\""},
      {"a\\nb", "\"a\nb\""},
      {"a\\rb", "\"a\rb\""},
      {"a b", "a b"},
      {"\\u00e9\\ud83d\\ude95", "é🚕"},
      {"é🚕", "é🚕"},
      {"\\ud83d!", "\ufffd!"},
      {"\\udc00!", "\ufffd!"},
      {"\\ud83d\\ud83d\\ude95", "\ufffd🚕"},
      {"x\\b\\f\\t\\/\\\\", "x\b\f\t/\\"},
    };
    for (String[] each : cases) {
      String csv = csv(PLAIN, "varchar", "[{\"stringValue\":\"" + each[0] + "\"}]");

      assertEquals("a\r\n" + each[1] + "\r\n", csv);
    }
  }

  @Test
  void spacesAtAnEndAreInQuotes() throws Exception {
    assertEquals(
        "a\r\n\" x\"\r\n\"x \"\r\n",
        csv(PLAIN, "varchar", "[{\"stringValue\":\" x\"}],[{\"stringValue\":\"x \"}]"));
  }

  /** The page's test reads the same table, for text that it copies to the clipboard. */
  static List<JsonObject> formulas() {
    return Samples.example("formulas.json").getJsonArray("samples").getValuesAs(JsonObject.class);
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void textThatASpreadsheetWouldRunIsGuarded(JsonObject sample) throws Exception {
    JsonValue cell = sample.get("cell");
    String kind =
        switch (cell.getValueType()) {
          case NUMBER -> "longValue";
          case TRUE, FALSE -> "booleanValue";
          default -> "stringValue";
        };

    String csv = oneColumn(sample.getString("type"), "[{\"" + kind + "\":" + cell + "}]");

    assertEquals(List.of(List.of("a"), List.of(sample.getString("text"))), read(csv));
  }

  @Test
  void rawTextStaysAsItIs() throws Exception {
    assertEquals(
        "a\r\n=1+1\r\na;=1\r\n",
        csv(RAW, "varchar", "[{\"stringValue\":\"=1+1\"}],[{\"stringValue\":\"a;=1\"}]"));
  }

  /** The page's test reads the same table. */
  @Test
  void textCountsAsNumbersInColumnsOfNumbersOnly() throws Exception {
    JsonObject types = Samples.example("numeric-types.json");
    for (JsonString type : types.getJsonArray("numeric").getValuesAs(JsonString.class)) {
      assertEquals("a\r\n-1\r\n", minusOne(type.getString()), type.getString());
    }
    for (JsonString type : types.getJsonArray("other").getValuesAs(JsonString.class)) {
      assertEquals("a\r\n\"'-1\"\r\n", minusOne(type.getString()), type.getString());
    }
  }

  private static String minusOne(String type) throws Exception {
    return oneColumn(type, "[{\"stringValue\":\"-1\"}]");
  }

  /** A column a; its type may contain a comma. */
  private static String oneColumn(String type, String records) throws Exception {
    String answer =
        "{\"ColumnMetadata\":[{\"name\":\"a\",\"typeName\":\"%s\"}],\"Records\":[%s]}"
            .formatted(type, records);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Csv csv = new Csv(out, PLAIN);
    csv.write(rows(answer.getBytes(StandardCharsets.UTF_8), 0));
    csv.end();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Whatever program opens the file: Excel in German, for example, does not separate at commas. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a;=1+1;b",
        "x;+1",
        "a|-1",
        "a\\t@b",
        "a\\n=1",
        "a\\r\\n=1",
        "a; =1",
        "a;\\\"=1",
        "a;\\\" \\\"=1;\\\"",
        "a,\\\"b;=1",
        "a;＝1",
        "a;;=1",
        "a;\\t=1",
        "=1;=2",
        "';=1",
        "a;=cmd|' /C calc'!A0;\\\""
      })
  void noPartOfATextIsRunWhateverTheSeparator(String json) throws Exception {
    String cell = "{\"stringValue\":\"" + json + "\"}";
    String csv = csv(PLAIN, "varchar,varchar", "[" + cell + "," + cell + "]");

    for (char separator : ",;\t|".toCharArray()) {
      for (String part : cells(csv, separator)) {
        assertFalse(part.strip().matches("(?s)[=+@＝＋－＠-].*"), separator + " makes " + part);
      }
    }
    assertEquals(-1, csv(RAW, "varchar", "[" + cell + "]").indexOf("'="));
  }

  @Test
  void aTextWithoutARunnablePartStaysAsItIs() throws Exception {
    String cells = "[{\"stringValue\":\"a;b|c\\td; e\"}],[{\"stringValue\":\"a - b=c\"}]";
    assertEquals("a\r\na;b|c\td; e\r\na - b=c\r\n", csv(PLAIN, "varchar", cells));
  }

  /** Splits a file as a spreadsheet does: a quote counts only at the beginning of a cell. */
  private static List<String> cells(String csv, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean begins = true;
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted) {
        boolean twice = c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
        quoted = c != '"' || twice;
        i += twice ? 1 : 0;
        if (quoted) {
          cell.append(c);
        }
      } else if (begins && c == '"') {
        quoted = true;
        begins = false;
      } else if (c == separator || c == '\n' || c == '\r') {
        cells.add(cell.toString());
        cell.setLength(0);
        begins = true;
      } else {
        cell.append(c);
        begins = false;
      }
    }
    return cells;
  }

  @Test
  void numbersAreNeverGuarded() throws Exception {
    assertEquals(
        "a,b,c\r\n-5,-0.50,-9223372036854775808\r\n",
        csv(
            PLAIN,
            "int4,numeric,int8",
            "[{\"longValue\":-5},{\"stringValue\":\"-0.50\"},{\"longValue\":-9223372036854775808}]"));
  }

  @Test
  void aNameThatASpreadsheetWouldRunIsGuardedToo() throws Exception {
    byte[] answer =
        "{\"ColumnMetadata\":[{\"name\":\"=cmd()\",\"typeName\":\"int4\"}],\"Records\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Csv csv = new Csv(out, PLAIN);
    csv.write(rows(answer, 0));
    csv.end();

    assertEquals("\"'=cmd()\"\r\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void nullIsWrittenAsAskedAndEqualTextIsInQuotes() throws Exception {
    assertEquals(
        "a\r\nNULL\r\n\"NULL\"\r\n\"\"\r\n",
        csv(
            new Csv.Form("NULL", false, false),
            "varchar",
            "[{\"isNull\":true}],[{\"stringValue\":\"NULL\"}],[{\"stringValue\":\"\"}]"));
  }

  @Test
  void whatIsWrittenIsReadBackAsItWas() throws Exception {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      List<List<String>> expected = new ArrayList<>();
      StringBuilder records = new StringBuilder();
      for (int row = 0; row < 5; row++) {
        List<String> cells = new ArrayList<>();
        records.append(row == 0 ? "[" : ",[");
        for (int column = 0; column < 3; column++) {
          String text = random.nextInt(6) == 0 ? null : text(random);
          cells.add(text);
          records.append(column == 0 ? "" : ",");
          records.append(
              text == null ? "{\"isNull\":true}" : "{\"stringValue\":" + quoted(text) + "}");
        }
        expected.add(cells);
        records.append(']');
      }

      String csv = csv(RAW, "varchar,varchar,varchar", records.toString());

      List<List<String>> read = read(csv);
      assertEquals(expected, read.subList(1, read.size()), "seed " + seed);
    }
  }

  private static String text(Random random) {
    String[] parts = {
      "", "a", ",", "\"", "\r\n", "\n", " ", "é", "🚕", "=", "x".repeat(300), "\\", "'"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return jakarta.json.Json.createValue(text).toString();
  }

  /** Reads CSV by RFC 4180. An empty field without quotes is null. */
  private static List<List<String>> read(String csv) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    int at = 0;
    while (at < csv.length()) {
      StringBuilder field = new StringBuilder();
      boolean quoted = csv.charAt(at) == '"';
      if (quoted) {
        at++;
        while (csv.charAt(at) != '"' || csv.startsWith("\"\"", at)) {
          at += csv.charAt(at) == '"' ? 1 : 0;
          field.append(csv.charAt(at++));
        }
        at++;
      } else {
        while (csv.charAt(at) != ',' && csv.charAt(at) != '\r') {
          field.append(csv.charAt(at++));
        }
      }
      line.add(!quoted && field.isEmpty() ? null : field.toString());
      if (csv.charAt(at) == ',') {
        at++;
      } else {
        at += 2;
        lines.add(line);
        line = new ArrayList<>();
      }
    }
    return lines;
  }

  private static String csv(Csv.Form form, String types, String records) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Csv csv = new Csv(out, form);
    csv.write(rows(types, records, 0));
    csv.end();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The columns a, b, c of these types. */
  private static Rows rows(String types, String records, int skip) throws Exception {
    StringBuilder columns = new StringBuilder();
    char name = 'a';
    for (String type : types.split(",", -1)) {
      columns.append(columns.isEmpty() ? "" : ",");
      columns.append("{\"name\":\"%s\",\"typeName\":\"%s\"}".formatted(name++, type));
    }
    return rows(
        "{\"ColumnMetadata\":[%s],\"Records\":[%s]}"
            .formatted(columns, records)
            .getBytes(StandardCharsets.UTF_8),
        skip);
  }

  private static Rows rows(byte[] answer, int skip) {
    return RowsSamples.of(answer, skip, null);
  }
}
